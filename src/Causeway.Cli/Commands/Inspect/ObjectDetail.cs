using System.Globalization;
using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using Causeway.Cli.Commands.Named;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>What matters most of an object, in a few words.</summary>
internal static class ObjectDetail
{
    public static string? Of(IpcObject one) => (OwnOf(one), IpcNamespace.Elsewhere(one)) switch
    {
        (var detail, null) => detail,
        (null or "", { } elsewhere) => elsewhere,
        ({ } detail, { } elsewhere) => $"{detail}, {elsewhere}",
    };

    private static string? OwnOf(IpcObject one) => one switch
    {
        FifoObject { WaitingBytes: null } => null,
        PipeObject { WaitingBytes: { } waiting } pipe => Text($"{waiting} of {pipe.CapacityBytes} bytes"),
        SysVQueueObject queue => Text($"{queue.Messages} {Counted.Word(queue.Messages, "message", "messages")}, {queue.Bytes} of {queue.CapacityBytes} bytes"),
        SysVSegmentObject segment => Text($"{segment.Bytes} {Counted.Word(segment.Bytes, "byte", "bytes")}, {segment.AttachCount} attached{(segment.IsRemoved ? ", removed" : "")}{Creator(segment)}"),
        SysVSemaphoresObject set => Semaphores(set),
        PosixQueueObject { Status: { } status } queue => Text($"{status.CurrentMessages} of {status.MaxMessages} {Counted.Word(status.MaxMessages, "message", "messages")}, {status.QueuedBytes} {Counted.Word(status.QueuedBytes, "byte", "bytes")}{Deleted(queue.IsDeleted)}"),
        PosixQueueObject queue => Deleted(queue.IsDeleted).TrimStart(',', ' '),
        PosixSemaphoreObject semaphore => Text($"value {semaphore.Value?.ToString(CultureInfo.InvariantCulture) ?? "not told"}{Deleted(semaphore.IsDeleted)}"),
        ConnectionObject connection => ConnectionText.Of(connection),
        DomainObject { Details: { } details } named => Text($"{NamedKind.WordOf(details.Kind)}, {NamedState.Describe(details)}{Deleted(named.IsDeleted)}"),
        DomainObject { Problem: { } problem } => problem,
        MemoryObject { Bytes: { } bytes } memory => Text($"{bytes} {Counted.Word(bytes, "byte", "bytes")}{Deleted(memory.IsDeleted)}"),
        UnixSocketObject socket => Text($"{Word(socket.Type)} {Word(socket.State)}{Queues(socket, socket.State)}{Peer(socket)}"),
        TcpSocketObject socket => Tcp(socket),
        SocketObject socket => Peer(socket).TrimStart(',', ' ') is { Length: > 0 } peer ? peer : null,
        SocketFileObject file => file.IsStale switch { true => "nobody is bound there", false => "somebody is bound there", _ => null },
        EventCounterObject counter => Text($"{counter.Value}{(counter.IsSemaphore == true ? ", semaphore" : "")}"),
        SignalDescriptorObject signals => signals.Signals.ToString(),
        ProcessDescriptorObject process => process.ProcessId switch { > 0 => Text($"of process {process.ProcessId}"), < 0 => "of a process that has ended", _ => "of a process of another namespace" },
        TimerObject timer => Timer(timer),
        PollSetObject poll => Text($"watches {poll.Targets.Length}"),
        FileLockObject file => Locks(file),
        FutexObject futex => futex.OwnerThreadId > 0 ? Text($"owned by thread {futex.OwnerThreadId}") : null,
        _ => null,
    };

    /// <summary>Its size, or how much is in it; null where it has none.</summary>
    public static long? Bytes(IpcObject one) => one switch
    {
        PipeObject pipe => pipe.WaitingBytes,
        SysVQueueObject queue => queue.Bytes,
        SysVSegmentObject segment => segment.Bytes,
        PosixQueueObject queue => queue.Status?.QueuedBytes,
        MemoryObject memory => memory.Bytes,
        SocketObject socket => socket.ReceiveQueue,
        _ => null,
    };

    private static string Semaphores(SysVSemaphoresObject set)
    {
        const int Most = 8;
        if (set.Semaphores.IsEmpty)
            return Text($"{set.Count} {Counted.Word(set.Count, "semaphore", "semaphores")}");
        int waiting = set.Semaphores.Sum(static one => one.WaitingForMore + one.WaitingForZero);
        string values = string.Join(' ', set.Semaphores.Take(Most).Select(static one => one.Value)) + (set.Count > Most ? " ..." : "");
        return Text($"{Counted.Word(set.Count, "value", "values")} {values}{(waiting > 0 ? Text($", {waiting} waiting") : "")}");
    }

    private static string Locks(FileLockObject file)
    {
        int waiting = file.Locks.Count(static one => one.IsWaiting);
        InspectedLock[] held = [.. file.Locks.Where(static one => !one.IsWaiting)];
        string holders = string.Join(", ", held.Take(2).Select(static one => Text($"{WordOf(one.Kind)} {Word(one.Mode)}{(one.ProcessId > 0 ? Text($" by {one.ProcessId}") : "")}")));
        return Text($"{holders}{(held.Length > 2 ? Text($" +{held.Length - 2}") : "")}{(waiting > 0 ? Text($", {waiting} waiting") : "")}");
    }

    private static string WordOf(FileLockKind kind) => kind == FileLockKind.OpenFileDescription ? "ofd" : Word(kind);

    private static string Timer(TimerObject timer) => timer.Remaining == TimeSpan.Zero && timer.Interval == TimeSpan.Zero
        ? "not armed"
        : Text($"in {timer.Remaining.TotalSeconds:0.###} s{(timer.Interval > TimeSpan.Zero ? Text($", every {timer.Interval.TotalSeconds:0.###} s") : "")}");

    private static string Queues(SocketObject socket, InspectedSocketState state) => (socket.ReceiveQueue, state) switch
    {
        (null, _) => "",
        (var pending, InspectedSocketState.Listening) => Text($", {pending} of {socket.SendQueue} pending"),
        (0, _) => "",
        ({ } bytes, _) => Text($", {bytes} {Counted.Word(bytes, "byte", "bytes")} waiting"),
    };

    private static string Peer(SocketObject socket) => socket.Peer is { } peer ? Text($", peer {peer}") : "";

    private static string Creator(SysVSegmentObject segment) => segment.IsCreatorAlive switch
    {
        true => "",
        false => ", creator gone",
        null => ", creator unknown",
    };

    /// <summary>Apart, as it takes a library of the framework that others need not wait for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Tcp(TcpSocketObject socket) =>
        Text($"{StateOf(socket)} {socket.Local}{(socket.Remote is { } remote ? " - " + remote : "")}{Queues(socket, socket.State)}");

    /// <summary>As ss(8) has it where a connection ends: which of both closed first matters then.</summary>
    private static string StateOf(TcpSocketObject socket) => socket.State != InspectedSocketState.Closing ? Word(socket.State) : socket.TcpState switch
    {
        TcpState.FinWait1 => "fin-wait-1",
        TcpState.FinWait2 => "fin-wait-2",
        TcpState.CloseWait => "close-wait",
        TcpState.LastAck => "last-ack",
        TcpState.TimeWait => "time-wait",
        _ => "closing",
    };

    private static string Deleted(bool deleted) => deleted ? ", name removed" : "";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The command's culture is the invariant one.</summary>
    private static string Text(ref DefaultInterpolatedStringHandler text) => text.ToStringAndClear();
}
