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
/// Epoll is asked for one event by each wait, and for none between them: what is not awaited wakes nobody. Each time it looks
/// anew (EPOLL_CTL_MOD): what came before is an event, so none is lost. Waits that the reactor's own thread begins ask once
/// for all edges, until another thread waits: needless edges wake nobody while that thread is at work.
/// </para>
/// <para>
/// A descriptor in epoll costs the peer with every message, event or not: the kernel wakes up a line of waiters that would be
/// empty, which takes a third of the time of a pipe's message. One that was not waited for in so many calls leaves epoll until
/// it is again; between two messages of a conversation it stays.
/// </para>
/// <para>
/// Room that nobody waits for is of use after a long message: that the peer takes it announces the answer. The reactor's
/// thread, which is to go on with that itself, wakes up meanwhile, as one that blocks in recv(2) does: the kernel wakes that
/// for room too. On two cores a round trip of 64 KiB takes half the time. After a short message the answer comes so soon that
/// it is one change of threads more and no gain.
/// </para>
/// </remarks>
internal sealed class DescriptorWatch(Reactor reactor, long key, SafeFileDescriptor descriptor) : IDescriptorWatch
{
    /// <summary>After so many calls that need not wait the descriptor leaves epoll.</summary>
    internal const int CallsBeforeLeaving = 16;

    private const uint Input = LibC.EPOLLIN | LibC.EPOLLRDHUP;
    private const uint Room = LibC.EPOLLOUT;
    private readonly Lock _gate = new();

    // Weak: the reactor holds the watch, and a handle that nobody disposes must still be finalised.
    private readonly WeakReference<SafeFileDescriptor> _descriptor = new(descriptor);
    private readonly WaiterList _read = new();
    private readonly WaiterList _write = new();
    private DescriptorWaiter? _free;
    private bool _closed;
    private bool _isInEpoll = true;
    private bool _hasEnded;

    /// <summary>The events whose every edge is asked for now; 0 while one event is, or none.</summary>
    private uint _standing;

    /// <summary>Room is among them for the answer's sake alone.</summary>
    private bool _isRoomForAnswer;

    /// <summary>Since the last wait. A hint: no order with anything, and some are not counted where threads share the descriptor.</summary>
    private int _calls;

    /// <summary>The reactor's key of this registration.</summary>
    public long Key => key;

    /// <summary>Whether an event said that no input will come any more (EPOLLRDHUP).</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Whether the last message sent was so long that the peer is at work on it for a while. A hint: no order with anything.</summary>
    public bool HasSentLong { get; set; }

    /// <summary>How many edges there have been. Read it before trying the call, pass it to <see cref="WaitAsync"/> after EAGAIN.</summary>
    public uint Edges(Direction direction) => Volatile.Read(ref ListOf(direction).Edges);

    /// <summary>The same before each call of many, which are counted.</summary>
    public uint Look(Direction direction)
    {
        if (++_calls == CallsBeforeLeaving)
            Leave();
        return Edges(direction);
    }

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
            WaiterList list = ListOf(direction);
            if (list.Edges != seen)
                return new ValueTask<bool>(true);
            AskFor(direction, inline);
            waiter = Rent();
            waiter.Begin(direction, deadline, inline);
            list.Add(waiter);
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
            if ((events & LibC.EPOLLRDHUP) != 0)
                Volatile.Write(ref _hasEnded, true);
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
            if (!ListOf(waiter.Direction).TryRemove(waiter))
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

            if (!ListOf(waiter.Direction).TryRemove(waiter))
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
    private void AskFor(Direction direction, bool inline)
    {
        uint events = WaitedFor | (direction == Direction.Read ? Input : Room);
        if (inline && reactor.IsOwnThread)
            AskForAllEdges(events);
        else
            AskForOne(events);
        _calls = 0;
    }

    private void AskForOne(uint events)
    {
        Ask(LibC.EPOLLONESHOT | events);
        _standing = 0;
        _isRoomForAnswer = false;
    }

    private void AskForAllEdges(uint events)
    {
        events |= _isRoomForAnswer ? _standing & ~Room : _standing;
        bool isRoomForAnswer = HasSentLong && (events & Room) == 0;
        if (isRoomForAnswer)
            events |= Room;
        if (events != _standing)
            Ask(LibC.EPOLLET | events);
        _standing = events;
        _isRoomForAnswer = isRoomForAnswer;
    }

    /// <summary>After an event, the only one asked for: those who wait for the other direction go on to.</summary>
    private void AskForTheOthers()
    {
        if (!_closed && _standing == 0 && WaitedFor != 0)
            Ask(LibC.EPOLLONESHOT | WaitedFor);
    }

    /// <summary>Unless somebody waits.</summary>
    private void Leave()
    {
        lock (_gate)
        {
            if (_closed || !_isInEpoll || WaitedFor != 0 || !_descriptor.TryGetTarget(out SafeFileDescriptor? descriptor))
                return;
            reactor.Leave(descriptor);
            _isInEpoll = false;
            _standing = 0;
            _isRoomForAnswer = false;
        }
    }

    private uint WaitedFor => (_read.IsEmpty ? 0 : Input) | (_write.IsEmpty ? 0 : Room);

    private void Ask(uint events)
    {
        // Not closed, under the gate: whoever disposes the handle has to come by Abort first.
        ObjectDisposedException.ThrowIf(!_descriptor.TryGetTarget(out SafeFileDescriptor? descriptor), typeof(SafeFileDescriptor));
        reactor.Ask(key, descriptor, events, isNew: !_isInEpoll);
        _isInEpoll = true;
    }

    private WaiterList ListOf(Direction direction) => direction == Direction.Read ? _read : _write;

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
}
