using System.Globalization;

namespace Causeway.Inspection.Waiting;

/// <summary>What blocked threads wait for (/proc/PID/task/TID/syscall), which takes the rights of a tracer.</summary>
internal sealed class WaitSource : IInspectionSource
{
    public IpcKinds Kinds => IpcKinds.All;

    public void Read(SnapshotBuilder builder)
    {
        if (!builder.Context.Wants(InspectionDetails.Waits))
            return;
        using SleepingThreads threads = new();
        foreach (InspectedProcess process in builder.Processes.OrderBy(static one => one.Id))
            threads.Read(process);
        WaitResolver resolver = new(builder, threads.ProcessOf);
        List<IpcWait> waits = [.. threads.Found.Select(thread => resolver.Resolve(thread))];
        foreach (int process in threads.Refused.Order())
            waits.AddRange(resolver.Untold(builder.FindProcess(process)!));
        using PassingWaits passing = new(threads.Found);
        foreach (IpcWait wait in passing.Without(waits))
            builder.Add(wait);
        if (threads.Refused.Count is var refused and > 0)
            builder.Add(new BlindSpot(BlindSpotKind.Waits, refused, Describe(refused)));
        foreach (BlindSpot spot in SpotsOf(builder.Memory.Pages, resolver.OpenUnread.Count))
            builder.Add(spot);
        if (threads.IsMissing)
            builder.Add(new BlindSpot(BlindSpotKind.Waits, 0, "what threads wait for is not told: this kernel has no /proc/PID/syscall"));
    }

    /// <summary>What was not read of the memory of processes.</summary>
    private static IEnumerable<BlindSpot> SpotsOf(RemotePages pages, int opening)
    {
        if (pages.IsMissing)
            yield return new BlindSpot(BlindSpotKind.Contents, 0, "what threads wait for is told without what is in their memory: this kernel has no /proc/PID/pagemap");
        if (pages.Unread.Count is var unread and > 0)
            yield return new BlindSpot(BlindSpotKind.Contents, unread, string.Create(CultureInfo.InvariantCulture, $"{unread} {Counted.Word(unread, "process has", "processes have")} memory that may never come (userfaultfd(2), a file system that does not answer): what is waited for there is told in part"));
        if (opening > 0)
            yield return new BlindSpot(BlindSpotKind.Waits, opening, string.Create(CultureInfo.InvariantCulture, $"{opening} {Counted.Word(opening, "process opens", "processes open")} what could not be read: it may be any FIFO"));
    }

    private static string Describe(int refused) => string.Create(CultureInfo.InvariantCulture,
        $"{refused} {Counted.Word(refused, "process may not be asked what it waits for", "processes may not be asked what they wait for")}, beyond locks{(Environment.IsPrivilegedProcess ? "" : "; run as root")}");
}
