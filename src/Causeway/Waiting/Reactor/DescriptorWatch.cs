using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>The waits for one descriptor's readiness.</summary>
/// <remarks>
/// <code>
/// // Reader                              Reactor thread
/// // seen = Edges(Read)
/// // read(fd) -> EAGAIN                  an edge: edges++, wakes whoever waits
/// // WaitAsync(seen): waits only if edges == seen, else returns at once
/// //
/// // The edge falls before the read (which then has data), or after it: then edges != seen. Nothing is lost.
/// </code>
/// Invariants, all under <c>_gate</c>: a waiter is in exactly one of a direction's list, the free list and its
/// consumer's hands; it leaves the list with its outcome set, once. Completion runs outside the gate.
/// <para>
/// Where armed by waits, epoll is asked for one event by each wait, and for none between them. Each time it looks anew
/// (EPOLL_CTL_MOD): what came before is an event, so none is lost. Else it is asked once for all edges, and by the first wait
/// for room for those of room too.
/// </para>
/// </remarks>
internal sealed class DescriptorWatch(Reactor reactor, long key, SafeFileDescriptor descriptor, bool armedByWaits) : IDescriptorWatch
{
    private readonly Lock _gate = new();

    // Weak: the reactor holds the watch, and a handle that nobody disposes must still be finalised.
    private readonly WeakReference<SafeFileDescriptor> _descriptor = new(descriptor);
    private readonly Side _read = new();
    private readonly Side _write = new();
    private DescriptorWaiter? _free;
    private bool _outputWatched;
    private bool _closed;

    /// <summary>The reactor's key of this registration.</summary>
    public long Key => key;

    /// <summary>How many edges there have been. Read it before trying the call, pass it to <see cref="WaitAsync"/> after EAGAIN.</summary>
    public uint Edges(Direction direction) => Volatile.Read(ref SideOf(direction).Edges);

    /// <summary>Waits for an edge after the <paramref name="seen"/> ones. No allocation in steady state.</summary>
    /// <param name="direction">What for.</param>
    /// <param name="seen">What <see cref="Edges"/> said before the call was tried.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="inline">Run the continuation on the reactor's thread: it must neither block nor take long.</param>
    /// <param name="token">Ends the wait.</param>
    /// <returns>Whether there was an edge: false when the deadline passed.</returns>
    /// <exception cref="ObjectDisposedException">The descriptor was disposed, before or during the wait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> WaitAsync(Direction direction, uint seen, Deadline deadline, bool inline, CancellationToken token)
    {
        DescriptorWaiter waiter;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SafeFileDescriptor));
            Side side = SideOf(direction);
            if (side.Edges != seen)
                return new ValueTask<bool>(true);
            AskFor(direction);
            waiter = Rent();
            waiter.Begin(direction, deadline, inline);
            side.Add(waiter);
        }

        return waiter.Arm(token);
    }

    /// <summary>Counts an edge and wakes the directions it concerns. Called by the reactor alone.</summary>
    public void Signal(uint events)
    {
        const uint Both = LibC.EPOLLERR | LibC.EPOLLHUP;
        DescriptorWaiter? readers = null;
        DescriptorWaiter? writers = null;
        lock (_gate)
        {
            if ((events & (LibC.EPOLLIN | LibC.EPOLLRDHUP | Both)) != 0)
                readers = _read.TakeAll(edge: true);
            if ((events & (LibC.EPOLLOUT | Both)) != 0)
                writers = _write.TakeAll(edge: true);
            AskForTheOthers();
        }

        Complete(readers, WaitOutcome.Ready);
        Complete(writers, WaitOutcome.Ready);
    }

    /// <summary>Ends one wait unless it has ended already.</summary>
    internal void End(DescriptorWaiter waiter, WaitOutcome outcome)
    {
        lock (_gate)
        {
            if (!SideOf(waiter.Direction).TryRemove(waiter))
                return;
        }

        waiter.Complete(outcome);
    }

    /// <summary>Ends a wait whose deadline has passed; a late timer of an earlier wait finds a deadline that has not.</summary>
    internal void EndIfLate(DescriptorWaiter waiter)
    {
        lock (_gate)
        {
            if (!waiter.Deadline.HasPassed)
            {
                // The timer is early by its clock's granularity, or rang for an earlier wait.
                waiter.SetTimer();
                return;
            }

            if (!SideOf(waiter.Direction).TryRemove(waiter))
                return;
        }

        waiter.Complete(WaitOutcome.TimedOut);
    }

    /// <summary>Takes a waiter back whose result was read.</summary>
    internal void Return(DescriptorWaiter waiter)
    {
        lock (_gate)
        {
            waiter.Next = _free;
            _free = waiter;
        }
    }

    void IDescriptorWatch.Abort()
    {
        DescriptorWaiter? readers;
        DescriptorWaiter? writers;
        lock (_gate)
        {
            _closed = true;
            readers = _read.TakeAll(edge: false);
            writers = _write.TakeAll(edge: false);
        }

        Complete(readers, WaitOutcome.Closed);
        Complete(writers, WaitOutcome.Closed);
    }

    void IDescriptorWatch.Remove(int descriptor)
    {
        // A watch that was registered while the handle was being disposed has not been told to abort.
        ((IDescriptorWatch)this).Abort();
        reactor.Remove(key, descriptor);
    }

    /// <summary>Before a wait.</summary>
    private void AskFor(Direction direction)
    {
        bool forRoom = direction == Direction.Write;
        if (armedByWaits)
        {
            Ask(LibC.EPOLLONESHOT, forInput: !(forRoom && _read.IsEmpty), forRoom: forRoom || !_write.IsEmpty);
        }
        else if (forRoom && !_outputWatched)
        {
            Ask(LibC.EPOLLET, forInput: true, forRoom: true);
            _outputWatched = true;
        }
    }

    /// <summary>After an event, the only one asked for: those who wait for the other direction go on to.</summary>
    private void AskForTheOthers()
    {
        if (armedByWaits && !_closed && !(_read.IsEmpty && _write.IsEmpty))
            Ask(LibC.EPOLLONESHOT, forInput: !_read.IsEmpty, forRoom: !_write.IsEmpty);
    }

    private void Ask(uint how, bool forInput, bool forRoom)
    {
        // Not closed, under the gate: whoever disposes the handle has to come by Abort first.
        ObjectDisposedException.ThrowIf(!_descriptor.TryGetTarget(out SafeFileDescriptor? descriptor), typeof(SafeFileDescriptor));
        reactor.Ask(key, descriptor, how | (forInput ? LibC.EPOLLIN | LibC.EPOLLRDHUP : 0) | (forRoom ? LibC.EPOLLOUT : 0));
    }

    private Side SideOf(Direction direction) => direction == Direction.Read ? _read : _write;

    private DescriptorWaiter Rent()
    {
        DescriptorWaiter waiter = _free ?? new DescriptorWaiter(this);
        _free = waiter.Next;
        waiter.Next = null;
        return waiter;
    }

    private static void Complete(DescriptorWaiter? first, WaitOutcome outcome)
    {
        // A completed waiter may be rented again at once: its link is read first.
        for (DescriptorWaiter? waiter = first, next; waiter is not null; waiter = next)
        {
            next = waiter.Next;
            waiter.Complete(outcome);
        }
    }

    /// <summary>One direction: how many edges it has seen, and who waits. Under the gate.</summary>
    private sealed class Side
    {
        public uint Edges;
        private DescriptorWaiter? _first;

        public bool IsEmpty => _first is null;

        public void Add(DescriptorWaiter waiter)
        {
            waiter.Next = _first;
            _first = waiter;
        }

        public DescriptorWaiter? TakeAll(bool edge)
        {
            if (edge)
                Edges++;
            DescriptorWaiter? all = _first;
            _first = null;
            return all;
        }

        public bool TryRemove(DescriptorWaiter waiter)
        {
            if (_first == waiter)
            {
                _first = waiter.Next;
                waiter.Next = null;
                return true;
            }

            for (DescriptorWaiter? before = _first; before is not null; before = before.Next)
            {
                if (before.Next != waiter)
                    continue;
                before.Next = waiter.Next;
                waiter.Next = null;
                return true;
            }

            return false;
        }
    }
}
