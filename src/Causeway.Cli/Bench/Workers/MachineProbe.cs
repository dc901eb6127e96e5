using System.Globalization;

namespace Causeway.Cli.Bench.Workers;

/// <summary>Asks <c>bench/machine.c</c> what the machine gives.</summary>
internal sealed class MachineProbe : IDisposable
{
    /// <summary>Between the two: cores that share a cache take about 100 ns for a line and back, cores that do not about 500.</summary>
    private const double NearBelowNs = 250;

    private readonly WorkerProcess _process;

    /// <summary>Starts it on two CPUs, which may be one and the same: then nothing between them can be asked.</summary>
    public MachineProbe(BaselinePrograms programs, int firstCpu, int secondCpu, CancellationToken interrupted)
    {
        string[] cpus = [.. new[] { firstCpu, secondCpu }.Select(static cpu => cpu.ToString(CultureInfo.InvariantCulture))];
        _process = new WorkerProcess("the machine's probe", new ChildProcessOptions(programs.Compile("machine"), cpus), interrupted);
        _process.Hear();
    }

    /// <summary>How far two cores are from each other, by their bare cache line's round trip.</summary>
    public static string ClassOf(double lineNs) => lineNs < NearBelowNs ? "near" : "far";

    /// <summary>Asks one figure.</summary>
    /// <param name="verb">line, syscall, wake or memcpy.</param>
    /// <returns>Nanoseconds.</returns>
    public double Ask(string verb)
    {
        _process.Tell(verb);
        return double.Parse(_process.Hear(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
