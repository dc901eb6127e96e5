using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Removal;

/// <summary>Whether somebody would miss an object.</summary>
internal static class InUse
{
    private const string NotListed = "there may be processes that are not listed";

    /// <summary>Who uses it, in words; null where nobody is seen to.</summary>
    public static string? Why(Inventory inventory, IpcObject one)
    {
        string[] users = [.. inventory.UsersOf(one).Select(ObjectFacts.NameOf)];
        if (users.Length > 0)
            return $"in use by {string.Join(' ', users)}";
        string[] waiting = [.. inventory.Snapshot.Waits.Where(wait => wait.Object?.Id == one.Id).Select(static wait => ObjectFacts.NameOf(wait.Process)).Distinct()];
        if (waiting.Length > 0)
            return $"awaited by {string.Join(' ', waiting)}";
        int[] last = one switch
        {
            SysVQueueObject queue => [queue.LastSenderProcessId, queue.LastReceiverProcessId],
            SysVSemaphoresObject set => [.. set.Semaphores.Select(static semaphore => semaphore.LastProcessId)],
            _ => [],
        };

        // The kernel keeps no list of who has it: whoever used it last and lives may use it again, or hold what it took.
        if (last.FirstOrDefault(process => process != 0 && !inventory.IsGone(process) && !(inventory.IgnoresSelf && process == Environment.ProcessId)) is var living and not 0)
            return $"last used by {(inventory.Snapshot.FindProcess(living) is { } process ? ObjectFacts.NameOf(process) : Text($"process {living}"))}, which lives";
        return one switch
        {
            SysVSegmentObject { AttachCount: > 0 and var count } => Text($"{count} attached, by {Counted.Word(count, "a process", "processes")} that cannot be seen"),
            SysVSemaphoresObject set when set.Semaphores.Sum(static semaphore => semaphore.WaitingForMore + semaphore.WaitingForZero) is var count and > 0 => Text($"{count} {Counted.Word(count, "thread waits", "threads wait")}"),
            PosixQueueObject { Status.NotificationProcessId: { } process } => Text($"process {process} is to be notified of a message"),
            SocketFileObject { IsStale: not true } => "a socket is bound there, or it cannot be told",
            UnixSocketObject => "a socket is bound there",
            _ => null,
        };
    }

    /// <summary>Whether processes that cannot be seen may use it all the same.</summary>
    public static bool MayBeHidden(Inventory inventory, IpcObject one) => Unseen(inventory, one) is not null;

    /// <summary>What was not seen, where that may be a use of it; null where the kernel itself counts or tells who uses it.</summary>
    public static string? Unseen(Inventory inventory, IpcObject one) => one switch
    {
        SysVSegmentObject or SocketFileObject or UnixSocketObject => null,

        // Their last users are told by pids, which those outside of this PID namespace have none of.
        SysVObject => inventory.HasHiddenProcesses ? NotListed : null,
        _ => inventory.Snapshot.BlindSpots.Select(spot => Unseen(spot, one is FifoObject)).FirstOrDefault(static text => text is not null),
    };

    private static string? Unseen(BlindSpot spot, bool isFifo) => (spot.Kind, isFifo) switch
    {
        (BlindSpotKind.Processes, _) => Text($"{spot.Count} {Counted.Word(spot.Count, "process", "processes")} could not be read"),
        (BlindSpotKind.HiddenProcesses, _) => NotListed,
        (BlindSpotKind.Files or BlindSpotKind.Waits, true) => spot.Text,
        _ => null,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
