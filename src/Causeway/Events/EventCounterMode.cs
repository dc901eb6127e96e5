namespace Causeway;

/// <summary>What reading an <see cref="EventCounter"/> takes.</summary>
public enum EventCounterMode
{
    /// <summary>All of the value, which is 0 afterwards.</summary>
    Counter,

    /// <summary>One of it (EFD_SEMAPHORE).</summary>
    Semaphore,
}
