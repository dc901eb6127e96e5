using Causeway.Cli.Bench.Measuring;
using Causeway.Cli.Bench.Output;
using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Commands;
using Causeway.Cli.Output;

namespace Causeway.Cli.Bench;

/// <summary>Measures everything that was asked for and prints it.</summary>
internal static class BenchRunner
{
    /// <summary>Runs the benchmark.</summary>
    /// <returns>0: all was measured. 1: not so. 128 and the number of the signal that ended it.</returns>
    public static int Run(BenchOptions options)
    {
        using Interruption interruption = new();
        try
        {
            BenchReport report = Measure(options, interruption);
            return BenchOutput.TryWrite(options, report) ? report.ExitCode : BenchReport.NotAllDone;
        }
        catch (Exception e) when (e is PlatformNotSupportedException or DirectoryNotFoundException)
        {
            // No compiler, or no folder for what it makes.
            throw new UsageException(e.Message);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"causeway: {PrintableText.Of(Failure.Describe(e))}");
            return BenchReport.NotAllDone;
        }
        catch (OperationCanceledException) when (interruption.Signal is { } signal)
        {
            Console.Error.WriteLine($"causeway: {signal} ended the benchmark");
            return 128 + signal.Number;
        }
    }

    private static BenchReport Measure(BenchOptions options, Interruption interruption)
    {
        if (MachineFigures.IsDebugBuild)
            Console.Error.WriteLine("causeway: a Debug build: no figure of it counts, every verdict is inconclusive; ./causeway builds Release");
        IReadOnlyList<int> cpus = UsableCpus.Read();
        using BaselinePrograms programs = new();
        using MachineProbe probe = new(programs, cpus[0], cpus.Count > 1 ? cpus[1] : cpus[0], interruption.Token);
        var machine = MachineFigures.Take(probe, cpus);
        List<CellResult> cells = [];
        List<MemoryResult> memory = [];
        Dictionary<string, string> failures = new(StringComparer.Ordinal);
        MechanismRun[] runs = [.. options.Mechanisms.Select(one => new MechanismRun(one, options, cpus, probe, programs, interruption.Token))];
        using BenchProgress progress = new(new TerminalLine(), runs.Sum(static one => one.Cells));
        foreach (MechanismRun run in runs)
        {
            try
            {
                cells.AddRange(run.Run(progress));
                memory.AddRange(run.Memory);
            }
            catch (MissingPeerException e)
            {
                Console.Error.WriteLine($"causeway: {run.Name} is left out: {e.Message}");
            }
            catch (Exception e) when (e is not (OperationCanceledException or PlatformNotSupportedException))
            {
                failures[run.Name] = Failure.Describe(e);
            }
        }

        return new BenchReport(machine, options.Rounds, cells, memory, failures);
    }
}
