using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Bench;

/// <summary>All that came of a run.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Rounds">How many rounds were asked for.</param>
/// <param name="Cells">The figures.</param>
/// <param name="Memory">What each mechanism allocates.</param>
/// <param name="Failures">Why a mechanism could not be measured, by its name.</param>
internal sealed record BenchReport(
    MachineFigures Machine, int Rounds, IReadOnlyList<CellResult> Cells, IReadOnlyList<MemoryResult> Memory,
    IReadOnlyDictionary<string, string> Failures)
{
    /// <summary>The exit code where something could not be measured or written.</summary>
    public const int NotAllDone = 1;

    /// <summary>0: all was measured. 1: not so.</summary>
    public int ExitCode => Failures.Count > 0 ? NotAllDone : 0;
}
