using System.Text;
using Causeway.Cli.Bench;
using Causeway.Cli.Bench.Output;
using Causeway.Cli.Output;

namespace Causeway.Cli.Tests.Bench;

public sealed class BenchProgressTests
{
    [Fact]
    public void Progress_OfTwoCells_IsOneLineThatCountsAndIsRemoved()
    {
        using StringWriter terminal = new();
        using (BenchProgress progress = new(new TerminalLine(terminal), cells: 2))
        {
            progress.Prepare("pipe");
            progress.Begin("pipe", Metric.Cpu, 65_536);
            progress.End();
            progress.Begin("mutex", Metric.Uncontended, 0);
            progress.End();
            progress.Prepare("futex");
        }

        string[] lines = terminal.ToString().Split("\r\e[K");
        Assert.Equal(["", "0/2 pipe: warming up", "0/2 pipe: cpu, 65,536 bytes"], lines[..3]);
        Assert.Matches(@"^1/2 mutex: uncontended, about \d+:\d\d left$", lines[3]);
        Assert.Equal(["2/2 futex: warming up, about 0:00 left", ""], lines[4..]);
    }

    [Fact]
    public void Progress_OnATerminal_IsThereUntilTheBenchmarkIsEnded()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create(new TerminalSize(100, 24));
        using ChildProcess bench = ChildProcess.Start(new ChildProcessOptions(CommandRun.Program, ["bench", "--quick", "--rounds", "1", "--only", "futex"])
        {
            PseudoTerminal = terminal,
            Environment = { ["TERM"] = "xterm" },
        });
        StringBuilder all = new();
        while (!all.ToString().Contains("\r\e[K0/2 futex: warming up", StringComparison.Ordinal))
            Assert.True(TryRead(), $"it ended: {all}");

        terminal.Write("\u0003"u8);
        while (TryRead())
        {
        }

        Assert.Equal(130, bench.WaitForExit().ExitCode);
        Assert.Matches("\r\e\\[Kcauseway: [A-Z]+ ended the benchmark", all.ToString());

        bool TryRead()
        {
            byte[] buffer = new byte[4096];
            int count = terminal.Read(buffer);
            all.Append(Encoding.UTF8.GetString(buffer, 0, count));
            return count > 0;
        }
    }
}
