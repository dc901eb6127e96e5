using System.Diagnostics;
using System.Globalization;

namespace Causeway.Cli.Bench.Workers;

/// <summary>Takes a snapshot of everything for each line of its standard input, and says what it cost: bench/inspect.sh.</summary>
internal static class InspectionWorker
{
    /// <summary>In place of a mechanism's name.</summary>
    public const string Name = "inspection";

    /// <summary>A line each: milliseconds, milliseconds without waits, ends, and the bytes that the snapshot keeps.</summary>
    public static void Work()
    {
        InspectionOptions withoutWaits = new() { Details = InspectionDetails.All & ~InspectionDetails.Waits };
        while (Console.In.ReadLine() is not null)
        {
            long empty = GC.GetTotalMemory(forceFullCollection: true);
            long start = Stopwatch.GetTimestamp();
            InspectionSnapshot snapshot = Inspector.Take();
            double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            long kept = GC.GetTotalMemory(forceFullCollection: true) - empty;
            int ends = snapshot.Ends.Length;
            GC.KeepAlive(snapshot);
            start = Stopwatch.GetTimestamp();
            _ = Inspector.Take(withoutWaits);
            double less = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{whole:0.0} {less:0.0} {ends} {kept}"));
        }
    }
}
