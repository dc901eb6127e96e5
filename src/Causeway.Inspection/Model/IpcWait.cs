using System.Collections.Immutable;

namespace Causeway;

/// <summary>A thread that sleeps in a system call until something happens at an object.</summary>
/// <param name="Process">Its process.</param>
/// <param name="ThreadId">Its id in the kernel, as in /proc/PID/task.</param>
/// <param name="Call">The system call: <c>futex</c>, <c>semtimedop</c>, <c>read</c>.</param>
/// <param name="Object">What it waits at; null where the kernel does not tell, or where it is several.</param>
/// <param name="Awaited">What has to happen, in words: <c>a message</c>, <c>room</c>, <c>semaphore 2 to be at least 1</c>.</param>
/// <param name="Holders">Who can end the wait: who holds the lock, or has the other end; empty where nobody does, or it is not known.</param>
/// <param name="IsHeld">Whether only the holders can end it (a lock), unlike a pipe that anybody with an end may write.</param>
public sealed record IpcWait(
    InspectedProcess Process,
    int ThreadId,
    string Call,
    IpcObject? Object,
    string Awaited,
    ImmutableArray<InspectedProcess> Holders,
    bool IsHeld)
{
    /// <summary>The one thread that holds it, where a thread does and not a process (a mutex); 0 where it is none, or not known.</summary>
    public int HolderThreadId { get; init; }

    /// <summary>Whether the holders are a guess: System V keeps who used a semaphore or queue last, and not who is to use it next.</summary>
    public bool IsHint { get; init; }

    /// <summary>Whether the call has a timeout.</summary>
    public bool IsTimed { get; init; }

    /// <summary>Whether something else than the holders can end it: a timeout, a timer, a terminal, whoever may connect.</summary>
    public bool CanEndOtherwise { get; init; }

    /// <summary>
    /// Whether nobody can end it but the holders, as far as the kernel tells: false for a guess, for what can end otherwise, and
    /// where others may have an end that could not be looked at, because not all processes were read.
    /// </summary>
    public bool IsCertain { get; init; }

    /// <summary>What it waits at where that is several objects, as in poll(2) and epoll_wait(2); those that could be told.</summary>
    public ImmutableArray<IpcObject> Several { get; init; } = [];
}
