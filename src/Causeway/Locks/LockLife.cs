using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Causeway.Locks;

/// <summary>The life of one object of libc's in memory that is lent to it: from its opening until it is disposed and no thread needs the memory.</summary>
/// <remarks>See <see cref="HeldLocks"/> for the protocol. Disposing never waits and never unlocks: the last thread that leaves, or unlocks, lets go of the memory.</remarks>
internal sealed class LockLife
{
    private static long s_lastKey;

    private readonly Lock _gate = new();
    private readonly long _key = Interlocked.Increment(ref s_lastKey);
    private readonly LockMemory _memory;

    // An object that is forgotten must not be collected with its mapping: a thread may hold it, and libc goes on to write to
    // what its threads hold (the list of robust mutexes).
    private GCHandle _kept;
    private bool _disposed;
    private bool _fenced;
    private bool _released;

    /// <summary>Takes over the memory.</summary>
    public LockLife(LockMemory memory)
    {
        _memory = memory;
        Address = memory.Address;
        _kept = GCHandle.Alloc(this);
    }

    /// <summary>Where it is: valid between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    public nint Address { get; }

    /// <summary>What it is called in messages.</summary>
    public string Name => _memory.Name;

    /// <summary>Whether the calling thread holds it.</summary>
    public bool IsHeld => HeldLocks.OfThread.Find(_key) >= 0;

    /// <summary>How many times the calling thread holds it.</summary>
    public int HeldCount => HeldLocks.OfThread.CountOf(_key);

    /// <summary>Keeps the memory until <see cref="Leave"/>, by the same thread: the length of a call, or of holding a lock.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        HeldLocks.OfThread.Add(_key);
        // (A): pairs with (B) in Dispose.
        if (Volatile.Read(ref _disposed))
            Refuse();
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave()
    {
        HeldLocks thread = HeldLocks.OfThread;
        LeaveHeld(thread, thread.Find(_key));
    }

    /// <summary>As <see cref="Leave"/>, by what <see cref="FindHeld"/> has found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LeaveHeld(HeldLocks thread, int entry)
    {
        thread.RemoveAt(entry);
        if (Volatile.Read(ref _disposed))
            ReleaseUnlessUsed();
    }

    /// <summary>Refuses what only the thread may do that locked it through this object.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not hold it.</exception>
    public void ThrowIfNotHeld(string operation) => FindHeld(operation, out _);

    /// <summary>As <see cref="ThrowIfNotHeld"/>, and says where the thread keeps it: looking for that twice costs an uncontended unlock a nanosecond.</summary>
    /// <returns>The calling thread's.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HeldLocks FindHeld(string operation, out int entry)
    {
        HeldLocks thread = HeldLocks.OfThread;
        entry = thread.Find(_key);
        if (entry < 0)
            ThrowNotHeld(operation);
        return thread;
    }

    /// <summary>No thread enters any more; the memory goes when nobody needs it.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        // (B): pairs with (A) in Enter.
        Interlocked.MemoryBarrierProcessWide();
        lock (_gate)
            _fenced = true;
        ReleaseUnlessUsed();
    }

    private void ReleaseUnlessUsed()
    {
        // Entering the gate is a full fence after the caller's own entry went. Before the barrier nobody looks: an entry may
        // not have left its thread's store buffer yet. Who disposes looks after it, when the caller's entry is gone.
        lock (_gate)
        {
            if (!_fenced || _released || HeldLocks.Any(_key))
                return;
            _released = true;
            _memory.Release();
            _kept.Free();
        }
    }

    private void Refuse()
    {
        Leave();
        throw new ObjectDisposedException(Name, "The lock object was disposed; open it again to use it.");
    }

    private void ThrowNotHeld(string operation) =>
        throw new SynchronizationLockException($"{operation}(\"{Name}\"): the calling thread has not locked it through this object; only the thread that locked it may unlock it (after an await a method may go on in another thread: no await while a lock is held)");
}
