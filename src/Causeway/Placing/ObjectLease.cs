using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Placing;

/// <summary>
/// Keeps the memory of one placed object mapped until the object here is disposed and no call uses it any more, without an
/// atomic operation in calls that take a few nanoseconds.
/// </summary>
/// <remarks>
/// <para>
/// The lease holds the memory's handle for as long as it lives itself, so that disposing a mapping leaves what is placed in
/// it usable. A call that may block holds the lease like any handle (<see cref="HandleHold"/>). One that never blocks says
/// so in a word of its thread's instead (<see cref="UseSlot"/>), and costs two plain stores:
/// </para>
/// <code>
/// // Call                                  Dispose
/// // (A) slot.Using = id                   (C) ended = true
/// //     no fence of its own  &lt;------&gt;     (D) barrier in every thread (membarrier(2))
/// // (B) if (ended) throw                  waits while some slot.Using == id
/// //     the call                          releases the memory
/// // (E) slot.Using = 0
/// //
/// // The losing order would be: (B) reads false, then (A) is seen only after Dispose has looked. The barrier (D) falls
/// // somewhere into the call's thread. Before (A): then (B) comes after (C) and reads true. Between (A) and (B), or
/// // later: then (A) is seen by Dispose, which waits for (E).
/// </code>
/// A call never blocks between (A) and (E), so Dispose waits for nanoseconds, or for the scheduler.
/// </remarks>
internal sealed class ObjectLease : SafeHandle
{
    private static long s_lastId;
    private readonly long _id = Interlocked.Increment(ref s_lastId);
    private readonly SafeHandle _memory;
    private volatile bool _ended;

    /// <summary>Holds the memory.</summary>
    /// <param name="memory">Whoever disposes it goes on; the memory goes when the last lease does.</param>
    /// <param name="offset">Where in it the object lies.</param>
    /// <exception cref="ObjectDisposedException">The memory's handle is disposed.</exception>
    public ObjectLease(SafeHandle memory, nint offset)
        : base(0, ownsHandle: true)
    {
        bool held = false;
        memory.DangerousAddRef(ref held);
        _memory = memory;
        SetHandle(memory.DangerousGetHandle() + offset);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The object's address, to be used between <see cref="Enter"/> and <see cref="Leave"/>, or under a hold.</summary>
    public nint Address => handle;

    /// <summary>Keeps the memory from here to <see cref="Leave"/>, between which nothing may block or throw.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UseSlot Enter()
    {
        UseSlot slot = UseSlot.Current;
        Volatile.Write(ref slot.Using, _id); // (A)
        if (_ended) // (B)
            Refuse(slot);
        return slot;
    }

    /// <summary>Lets it go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(UseSlot slot)
    {
        Volatile.Write(ref slot.Using, 0); // (E) release: the call's accesses come before

        // The finalizer of a lease that nobody disposed must not run during the call either.
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Also when it is disposed for the second time, because the first may still be waiting.
        if (disposing)
        {
            _ended = true; // (C)
            Interlocked.MemoryBarrierProcessWide(); // (D)
            UseSlot.WaitUntilNoneUses(_id);
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _memory.DangerousRelease();
        return true;
    }

    [DoesNotReturn]
    private static void Refuse(UseSlot slot)
    {
        Volatile.Write(ref slot.Using, 0);
        throw new ObjectDisposedException(objectName: null, "The object was disposed in this process; open it again.");
    }
}
