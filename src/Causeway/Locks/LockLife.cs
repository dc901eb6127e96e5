using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Locks;

/// <summary>The life of one object of libc's in memory that is lent to it: from its opening until it is disposed and no thread needs the memory.</summary>
/// <remarks>See <see cref="ThreadUses"/> for the protocol. Disposing never waits and never unlocks: the last thread that leaves, or unlocks, lets go of the memory.</remarks>
internal sealed class LockLife : ThreadUsed
{
    private readonly LockMemory _memory;

    // An object that is forgotten must not be collected with its mapping: a thread may hold it, and libc goes on to write to
    // what its threads hold (the list of robust mutexes).
    private GCHandle _kept;

    /// <summary>Takes over the memory.</summary>
    public LockLife(LockMemory memory)
    {
        _memory = memory;
        Address = memory.Address;
        _kept = GCHandle.Alloc(this);
    }

    /// <summary>Where it is: valid between <see cref="ThreadUsed.Enter"/> and <see cref="ThreadUsed.Leave"/>.</summary>
    public nint Address { get; }

    /// <summary>What it is called in messages.</summary>
    public string Name => _memory.Name;

    /// <summary>Whether the calling thread holds it.</summary>
    public bool IsHeld => ThreadUses.OfThread.Find(Key) >= 0;

    /// <summary>How many times the calling thread holds it.</summary>
    public int HeldCount => ThreadUses.OfThread.CountOf(Key);

    /// <summary>Refuses what only the thread may do that locked it through this object.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not hold it.</exception>
    public void ThrowIfNotHeld(string operation) => FindHeld(operation, out _);

    /// <summary>As <see cref="ThrowIfNotHeld"/>, and says where the thread keeps it: looking for that twice costs an uncontended unlock a nanosecond.</summary>
    /// <returns>The calling thread's.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ThreadUses FindHeld(string operation, out int entry)
    {
        ThreadUses thread = ThreadUses.OfThread;
        entry = thread.Find(Key);
        if (entry < 0)
            ThrowNotHeld(operation);
        return thread;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        _memory.Release();
        _kept.Free();
    }

    /// <inheritdoc/>
    protected override ObjectDisposedException Refusal() => new(Name, "The lock object was disposed; open it again to use it.");

    private void ThrowNotHeld(string operation) =>
        throw new SynchronizationLockException($"{operation}(\"{Name}\"): the calling thread has not locked it through this object; only the thread that locked it may unlock it (after an await a method may go on in another thread: no await while a lock is held)");
}
