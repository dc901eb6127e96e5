namespace Causeway;

/// <summary>What a <see cref="NamedCountdown"/> is created with.</summary>
[Flags]
public enum NamedCountdownOptions
{
    /// <summary>The death of a process changes nothing: what it had yet to signal stays missing, until another process signals it or resets the countdown.</summary>
    None = 0,

    /// <summary>
    /// A process that adds counts owes as many signals: what it has added and not signalled when it ends is signalled for it, and
    /// <see cref="NamedCountdown.SignallerDied"/> says so. Whoever adds signals, then; the initial count nobody owes.
    /// </summary>
    SignalForTheDead = 1,
}
