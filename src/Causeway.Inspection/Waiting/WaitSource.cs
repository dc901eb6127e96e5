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
        if (threads.IsMissing)
            builder.Add(new BlindSpot(BlindSpotKind.Waits, 0, "what threads wait for is not told: this kernel has no /proc/PID/syscall"));
    }

    private static string Describe(int refused) => string.Create(CultureInfo.InvariantCulture,
        $"{refused} {Counted.Word(refused, "process may not be asked what it waits for", "processes may not be asked what they wait for")}, beyond locks{(Environment.IsPrivilegedProcess ? "" : "; run as root")}");
}
