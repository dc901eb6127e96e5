using System.Runtime.CompilerServices;

namespace Causeway.Sys;

/// <summary>What threads hold or call, and what goes when it has ended and none of them needs it any more.</summary>
/// <remarks>See <see cref="ThreadUses"/> for the protocol. Ending never waits: the last thread that leaves releases it.</remarks>
internal abstract class ThreadUsed
{
    private static long s_lastKey;

    private readonly Lock _gate = new();
    private bool _ended;
    private bool _fenced;
    private bool _released;

    /// <summary>What it is in the threads' entries.</summary>
    protected long Key { get; } = Interlocked.Increment(ref s_lastKey);

    /// <summary>Whether <see cref="End"/> was called: <see cref="Enter"/> refuses.</summary>
    public bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>Keeps it until <see cref="Leave"/>, by the same thread: the length of a call, or of holding a lock.</summary>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        ThreadUses.OfThread.Add(Key);
        // (A): pairs with (B) in End.
        if (Volatile.Read(ref _ended))
            Refuse();
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave()
    {
        ThreadUses thread = ThreadUses.OfThread;
        LeaveFound(thread, thread.Find(Key));
    }

    /// <summary>As <see cref="Leave"/>, by the thread's entry that was found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LeaveFound(ThreadUses thread, int entry)
    {
        thread.RemoveAt(entry);
        if (Volatile.Read(ref _ended))
            ReleaseUnlessUsed();
    }

    /// <summary>No thread enters any more; it is released when none needs it.</summary>
    public void End()
    {
        Volatile.Write(ref _ended, true);
        // (B): pairs with (A) in Enter.
        Interlocked.MemoryBarrierProcessWide();
        lock (_gate)
            _fenced = true;
        ReleaseUnlessUsed();
    }

    /// <summary>Lets go of it. Called once.</summary>
    protected abstract void Release();

    /// <summary>Why no thread enters any more.</summary>
    protected abstract ObjectDisposedException Refusal();

    private void ReleaseUnlessUsed()
    {
        // Entering the gate is a full fence after the caller's own entry went. Before the barrier nobody looks: an entry may
        // not have left its thread's store buffer yet. Who disposes looks after it, when the caller's entry is gone.
        lock (_gate)
        {
            if (!_fenced || _released || ThreadUses.Any(Key))
                return;
            _released = true;
        }

        Release();
    }

    private void Refuse()
    {
        Leave();
        throw Refusal();
    }
}
