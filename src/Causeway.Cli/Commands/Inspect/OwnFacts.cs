using System.Globalization;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>What an object has that others have not: the properties of its record.</summary>
internal static class OwnFacts
{
    public static Fact[] Of(IpcObject one) => one switch
    {
        FifoObject fifo => [.. Pipe(fifo), new("isDeleted", fifo.IsDeleted)],
        PipeObject pipe => Pipe(pipe),
        SysVQueueObject queue =>
        [
            .. SysV(queue), new("messages", queue.Messages), new("bytes", queue.Bytes), new("capacityBytes", queue.CapacityBytes),
            new("lastSenderProcessId", queue.LastSenderProcessId), new("lastReceiverProcessId", queue.LastReceiverProcessId),
            new("lastSend", queue.LastSend), new("lastReceive", queue.LastReceive),
        ],
        SysVSegmentObject segment =>
        [
            .. SysV(segment), new("bytes", segment.Bytes), new("residentBytes", segment.ResidentBytes), new("swappedBytes", segment.SwappedBytes), new("attachCount", segment.AttachCount), new("isRemoved", segment.IsRemoved), new("isLocked", segment.IsLocked),
            new("creatorProcessId", segment.CreatorProcessId), new("isCreatorAlive", segment.IsCreatorAlive), new("lastProcessId", segment.LastProcessId),
            new("lastAttach", segment.LastAttach), new("lastDetach", segment.LastDetach),
        ],
        SysVSemaphoresObject set =>
        [
            .. SysV(set), new("count", set.Count), new("lastOperation", set.LastOperation),
            new("semaphores", set.Semaphores.Select(static (semaphore, number) => new Fact[]
            {
                new("number", number), new("value", semaphore.Value), new("lastProcessId", semaphore.LastProcessId),
                new("waitingForMore", semaphore.WaitingForMore), new("waitingForZero", semaphore.WaitingForZero),
            }).ToArray()),
        ],
        PosixQueueObject queue =>
        [
            new("messages", queue.Status?.CurrentMessages), new("maxMessages", queue.Status?.MaxMessages), new("maxMessageBytes", queue.Status?.MaxMessageBytes),
            new("queuedBytes", queue.Status?.QueuedBytes), new("notification", queue.Status is { } status ? ObjectFacts.Word(status.Notification) : null),
            new("notificationSignal", queue.Status?.NotificationSignal?.Name), new("notificationProcessId", queue.Status?.NotificationProcessId), new("isDeleted", queue.IsDeleted),
        ],
        PosixSemaphoreObject semaphore => [new("value", semaphore.Value), new("isDeleted", semaphore.IsDeleted)],
        ConnectionObject connection => CausewayFacts.Of(connection),
        DomainObject named => CausewayFacts.Of(named),
        MemoryObject memory => [new("bytes", memory.Bytes), new("isDeleted", memory.IsDeleted)],
        UnixSocketObject socket => [new("type", ObjectFacts.Word(socket.Type)), new("state", ObjectFacts.Word(socket.State)), .. Socket(socket)],
        TcpSocketObject socket =>
        [
            new("local", socket.Local.ToString()), new("remote", socket.Remote?.ToString()), new("state", ObjectFacts.Word(socket.State)), new("tcpState", ObjectFacts.Word(socket.TcpState)), .. Socket(socket),
        ],
        SocketObject socket => Socket(socket),
        SocketFileObject file => [new("isStale", file.IsStale)],
        _ => OfProcess(one),
    };

    /// <summary>What a process has for itself, and locks.</summary>
    private static Fact[] OfProcess(IpcObject one) => one switch
    {
        EventCounterObject counter => [new("value", counter.Value), new("isSemaphore", counter.IsSemaphore)],
        SignalDescriptorObject signals => [new("signals", signals.Signals.Select(static signal => signal.Name).ToArray())],
        ProcessDescriptorObject process => [new("processId", process.ProcessId)],
        TimerObject timer =>
        [
            new("clockId", timer.ClockId), new("ticks", timer.Ticks), new("remainingSeconds", timer.Remaining.TotalSeconds), new("intervalSeconds", timer.Interval.TotalSeconds),
        ],
        PollSetObject poll =>
        [
            new("targets", poll.Targets.Select(static target => new Fact[] { new("fd", target.Descriptor), new("events", PollEvents.NamesOf(target.Events)), new("inode", target.Inode == 0 ? null : target.Inode) }).ToArray()),
        ],
        FileLockObject file => [new("locks", file.Locks.Select(Lock).ToArray())],
        FutexObject futex => [new("memory", futex.Memory?.ToString()), new("word", futex.Word), new("ownerThreadId", futex.OwnerThreadId)],
        _ => [],
    };

    private static Fact[] Pipe(PipeObject pipe) => [new("capacityBytes", pipe.CapacityBytes), new("waitingBytes", pipe.WaitingBytes)];

    private static Fact[] Socket(SocketObject socket) =>
        [new("peer", socket.Peer?.ToString()), new("receiveQueue", socket.ReceiveQueue), new("sendQueue", socket.SendQueue)];

    private static Fact[] SysV(SysVObject one) =>
    [
        new("key", string.Create(CultureInfo.InvariantCulture, $"0x{one.Permissions.Key.Value:x8}")), new("sysVId", one.SysVId), new("group", one.Permissions.GroupId),
        new("creator", one.Permissions.CreatorUserId), new("creatorGroup", one.Permissions.CreatorGroupId), new("changed", one.Changed),
    ];

    private static Fact[] Lock(InspectedLock held) =>
    [
        new("kind", ObjectFacts.Word(held.Kind)), new("mode", ObjectFacts.Word(held.Mode)), new("start", held.Range.Start), new("length", held.Range.Length),
        new("isWaiting", held.IsWaiting), new("processId", held.ProcessId), new("fd", held.Descriptor >= 0 ? held.Descriptor : null),
    ];
}
