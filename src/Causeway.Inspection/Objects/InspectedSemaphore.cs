namespace Causeway;

/// <summary>One semaphore of a System V set (semctl(2)).</summary>
/// <param name="Value">Its value (GETVAL).</param>
/// <param name="LastProcessId">Who operated on it last (GETPID); 0 for nobody.</param>
/// <param name="WaitingForMore">How many threads wait for it to be larger (GETNCNT).</param>
/// <param name="WaitingForZero">How many threads wait for it to be 0 (GETZCNT).</param>
public readonly record struct InspectedSemaphore(int Value, int LastProcessId, int WaitingForMore, int WaitingForZero);
