using System.Globalization;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>What nobody uses any more and nobody will remove: the rules of <c>ls --orphan</c>, <c>rm --orphans</c> and <c>doctor</c>.</summary>
internal static class LeftBehind
{
    /// <summary>System V queues and semaphores know who used them last, and not who will: so long unused they count as left behind.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    /// <summary>The kinds that outlive those who use them.</summary>
    public static IpcKinds Kinds { get; } = IpcKinds.SysV.Union(IpcKinds.Of(IpcKind.PosixQueue, IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.Fifo, IpcKind.Socket));

    /// <summary>Takes what tells them. A FIFO's reader sleeps in open(2) until there is a writer, and has no end of it till then.</summary>
    /// <param name="kinds">Which.</param>
    /// <param name="directories">Where files of FIFOs and sockets are looked for.</param>
    /// <param name="details">What else is to be read.</param>
    public static Inventory Take(IpcKinds kinds, IReadOnlyCollection<string> directories, InspectionDetails details = InspectionDetails.None) =>
        Inventory.Take(kinds, directories, directories.Count > 0 && kinds.Contains(IpcKind.Fifo) ? details | InspectionDetails.Waits : details);

    /// <summary>Why an object counts as left behind; null for one that does not.</summary>
    public static string? Why(Inventory inventory, IpcObject one, DateTimeOffset now) => inventory.CountUses(one) > 0 || inventory.IsAwaited(one) ? null : one switch
    {
        SysVSegmentObject { AttachCount: 0, IsCreatorAlive: false } segment =>
            Text($"nobody is attached, and process {segment.CreatorProcessId}, which created it, has ended{When(", last detached", segment.LastDetach)}"),
        SysVQueueObject queue => Queue(inventory, queue, now),
        SysVSemaphoresObject set => Set(inventory, set, now),
        PosixQueueObject { IsDeleted: false } queue => Text($"nobody has it open{(queue.Status is { CurrentMessages: > 0 and var left } ? Text($"; {left} {Counted.Word(left, "message", "messages")} in it") : "")}"),
        PosixSemaphoreObject { IsDeleted: false } => "nobody has it open",
        MemoryObject { Kind: IpcKind.PosixMemory, IsDeleted: false } memory => Text($"nobody has it open or mapped; it takes up to {memory.Bytes} {(memory.Bytes == 1 ? "byte" : "bytes")} of memory"),
        FifoObject { IsDeleted: false } => "nobody has it open",
        SocketFileObject { IsStale: true } => "no socket is bound there: connecting is refused",
        _ => null,
    };

    private static string? Queue(Inventory inventory, SysVQueueObject queue, DateTimeOffset now)
    {
        // Who used it and has no pid here is outside of this PID namespace.
        bool isElsewhere = (queue.LastSenderProcessId == 0 && queue.LastSend is not null) || (queue.LastReceiverProcessId == 0 && queue.LastReceive is not null);
        if (isElsewhere || (queue.LastSenderProcessId == 0 && queue.LastReceiverProcessId == 0) || IsAlive(inventory, queue.LastSenderProcessId) || IsAlive(inventory, queue.LastReceiverProcessId))
            return null;
        DateTimeOffset last = Latest(queue.LastSend, queue.LastReceive, queue.Changed);
        return now - last < s_long ? null : Text($"{Ended(queue.LastSenderProcessId, queue.LastReceiverProcessId)}{When(", last used", last)}; {queue.Messages} {Counted.Word(queue.Messages, "message", "messages")} in it");
    }

    private static string? Set(Inventory inventory, SysVSemaphoresObject set, DateTimeOffset now)
    {
        int[] users = [.. set.Semaphores.Select(static one => one.LastProcessId).Where(static process => process != 0).Distinct()];
        bool isWaitedFor = set.Semaphores.Any(static one => one.WaitingForMore + one.WaitingForZero > 0);
        if (users.Length == 0 || isWaitedFor || Array.Exists(users, process => IsAlive(inventory, process)))
            return null;
        DateTimeOffset last = Latest(set.LastOperation, set.Changed);
        return now - last < s_long ? null : Text($"{Ended(users)}, and nobody waits{When(", last used", last)}");
    }

    private static bool IsAlive(Inventory inventory, int process) => process != 0 && !inventory.IsGone(process);

    private static DateTimeOffset Latest(params DateTimeOffset?[] times) => times.Max() ?? DateTimeOffset.MinValue;

    private static string Ended(params int[] processes)
    {
        int[] ids = [.. processes.Where(static process => process != 0).Distinct()];
        return $"{Counted.Word(ids.Length, "process", "processes")} {string.Join(", ", ids)}, which used it last, {Counted.Word(ids.Length, "has", "have")} ended";
    }

    private static string When(string what, DateTimeOffset? time) => time is { } known ? Text($"{what} {known.ToLocalTime():yyyy-MM-dd HH:mm:ss}") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
