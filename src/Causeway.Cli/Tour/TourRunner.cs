using Causeway.Cli.Tour.Output;
using Causeway.Cli.Tour.Stations;

namespace Causeway.Cli.Tour;

/// <summary>Carries the file over every station and prints what came of it.</summary>
internal static class TourRunner
{
    /// <summary>Runs the tour.</summary>
    /// <returns>0: every digest matched. 1: not so. 128 and the number of the signal that ended it.</returns>
    public static async Task<int> RunAsync(TourOptions options)
    {
        using Interruption interruption = new();
        List<StationResult> results = [];
        using (ProgressLine progress = new(options.Stations.Count, new FileInfo(options.Input).Length))
        {
            foreach (IMechanism mechanism in options.Stations)
            {
                progress.Begin(mechanism.Title);
                results.Add(await new Station(mechanism, options.Input, progress.Report).VisitAsync(interruption.Token));
                if (interruption.Signal is not null)
                    break;
            }
        }

        int exitCode = interruption.Signal is { } ended ? 128 + ended.Number : results.TrueForAll(one => IsFine(one, options)) ? 0 : 1;
        if (options.Json)
            TourDocument.Write(options, results, exitCode);
        else
            TourTable.Write(options, results);
        if (interruption.Signal is { } signal)
            Console.Error.WriteLine($"causeway: {signal} ended the tour at \"{results[^1].Mechanism.Title}\" ({results.Count} of {options.Stations.Count})");
        return exitCode;
    }

    private static bool IsFine(StationResult result, TourOptions options) =>
        result.Verdict == Verdict.Match || (result.Verdict == Verdict.Unavailable && options.SkipUnavailable);
}
