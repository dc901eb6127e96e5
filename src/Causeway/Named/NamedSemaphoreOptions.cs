namespace Causeway;

/// <summary>How a <see cref="NamedSemaphore"/> behaves, for as long as it exists.</summary>
[Flags]
public enum NamedSemaphoreOptions
{
    /// <summary>What a process took and has not released returns when it ends.</summary>
    None = 0,

    /// <summary>What is taken is consumed: it does not return when its taker ends.</summary>
    ConsumedUnits = 1,
}
