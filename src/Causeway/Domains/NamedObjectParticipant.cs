namespace Causeway;

/// <summary>A process that takes part in a named object, or did until it died.</summary>
/// <param name="Cell">The number of its cell, from 1.</param>
/// <param name="ProcessId">Its number as it knows itself: another PID namespace has another for it. 0 in the moment of joining.</param>
/// <param name="IsAlive">Whether its lock on the cell is held: the kernel lets that go at any death.</param>
/// <param name="Held">What it holds: units of a semaphore, shares of a read-write lock. (A mutex has its owner in its value.)</param>
/// <param name="WaitingThreads">How many of its threads wait.</param>
/// <param name="WaitingAsynchronous">How many of its asynchronous calls wait.</param>
public sealed record NamedObjectParticipant(int Cell, int ProcessId, bool IsAlive, uint Held, int WaitingThreads, int WaitingAsynchronous);
