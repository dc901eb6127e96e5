using System.Runtime.InteropServices;

namespace Causeway;

/// <summary>Memory mapped into this process, and who uses it: the leases that keep it mapped after its owner let it go.</summary>
/// <remarks>
/// One word tells it all, so that a lease costs one interlocked operation to take and one to give back:
/// <code>
/// bit 0    disposed: no new lease; unmapped when the last is given back
/// bit 1    changing: it is being moved, shortened or protected; a new lease waits for the gate
/// bit 2    pinned: an address of it is kept for good (something was placed in it); it is not changed any more
/// bits 3…  the leases out
/// </code>
/// Changing is entered only from 0 (nobody uses it) and left under the gate, so that a lease and a change exclude each
/// other; disposing takes the gate too. Whoever brings the word to "disposed, no leases" disposes the handle: one only,
/// as the bit is set once and the count comes to 0 once after it.
/// </remarks>
internal sealed class MappedRegion(string name, SafeHandle handle, MappedBytes bytes)
{
    private const int Disposed = 1;
    private const int Changing = 2;
    private const int Pinned = 4;
    private const int OneLease = 8;

    private readonly Lock _gate = new();
    private int _state;

    private MappedBytes _mapped = bytes;

    /// <summary>The bytes for those who hold no lease: gone once disposed.</summary>
    public MappedBytes Bytes = bytes;

    /// <summary>The bytes for the holder of a lease: they are there although disposed meanwhile.</summary>
    public MappedBytes Leased => _mapped;

    /// <summary>What is mapped, for messages.</summary>
    public string Name { get; } = name;

    /// <summary>What unmaps it.</summary>
    public SafeHandle Handle { get; } = handle;

    /// <summary>Whether its owner let it go.</summary>
    public bool IsDisposed => (Volatile.Read(ref _state) & Disposed) != 0;

    /// <summary>Keeps it mapped, where it is and as it is, until <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Take() => Mark(OneLease, isLease: true);

    /// <summary>Gives one lease back.</summary>
    public void Return()
    {
        // Release: what was done under the lease comes before whatever the change or the unmapping does.
        if ((Interlocked.Add(ref _state, -OneLease) & ~Pinned) == Disposed)
            Handle.Dispose();
    }

    /// <summary>Its place and rights are relied on from now on, without a lease: it is not moved, shortened or protected any more.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Pin()
    {
        if ((Volatile.Read(ref _state) & (Pinned | Disposed)) != Pinned)
            Mark(Pinned, isLease: false);
    }

    /// <summary>No new lease, and unmapped once those that are out are given back. Harmless twice.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            int before = Interlocked.Or(ref _state, Disposed);
            if ((before & Disposed) != 0)
                return;
            Bytes = Bytes.Gone;
            if (before < OneLease)
                Handle.Dispose();
        }
    }

    /// <summary>What is mapped now; within a change.</summary>
    public void Set(MappedBytes now)
    {
        _mapped = now;
        Bytes = now;
    }

    /// <summary>Runs a change that leaves everything where it is, with nobody disposing or changing it meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Change(Action change)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf((_state & Disposed) != 0, typeof(MemoryMapping));
            change();
        }
    }

    /// <summary>Runs a change that would take memory from under a user, with no lease out; within <see cref="Change"/> or by itself.</summary>
    /// <param name="what">What is being done, as in "be shortened".</param>
    /// <param name="change">The change.</param>
    /// <exception cref="InvalidOperationException">Leases are out, or something is placed in it.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void ChangeUnused(string what, Action change)
    {
        lock (_gate)
        {
            int state = Interlocked.CompareExchange(ref _state, Changing, 0);
            ObjectDisposedException.ThrowIf((state & Disposed) != 0, typeof(MemoryMapping));
            if (state != 0)
                throw new InvalidOperationException(state >= OneLease
                    ? $"The mapping of \"{Name}\" cannot {what} while {state / OneLease} lease(s) of it are out: dispose them first."
                    : $"The mapping of \"{Name}\" cannot {what}: a futex, semaphore or lock has been placed in it, which stays where it is.");
            try
            {
                change();
            }
            finally
            {
                // Release: a lease that sees the bit gone sees the new place.
                Volatile.Write(ref _state, 0);
            }
        }
    }

    private void Mark(int mark, bool isLease)
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            ObjectDisposedException.ThrowIf((state & Disposed) != 0, typeof(MemoryMapping));
            if ((state & Changing) != 0)
                WaitForTheChange();
            else if (Interlocked.CompareExchange(ref _state, isLease ? state + mark : state | mark, state) == state)
                return;
        }
    }

    private void WaitForTheChange()
    {
        lock (_gate)
        {
            // The change that was under way is over.
        }
    }
}
