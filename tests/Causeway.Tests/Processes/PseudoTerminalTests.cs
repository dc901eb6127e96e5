using System.Text;

namespace Causeway.Tests.Processes;

/// <summary>A child on a terminal of its own.</summary>
public sealed class PseudoTerminalTests
{
    [Fact]
    public void Child_HasTheSlaveAsItsControllingTerminal()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create(new TerminalSize(132, 50));
        using ChildProcess child = Start(terminal, "tty; tty <&2; stty size; ps -o tty= -p $$ >/dev/null 2>&1; echo said >/dev/tty; exit 4");
        Assert.Equal($"{terminal.SlavePath}\r\n{terminal.SlavePath}\r\n50 132\r\nsaid\r\n", ReadToEnd(terminal));
        Assert.Equal(4, child.WaitForExit().ExitCode);
    }

    [Fact]
    public async Task ReadAsync_ToTheEnd_EndsWithTheLastProcessThatHasIt()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create();
        using ChildProcess child = Start(terminal, "read line; echo got $line");
        await terminal.WriteAsync("typed\n"u8.ToArray());
        using MemoryStream all = new();
        await terminal.CopyToAsync(all);
        Assert.Equal("typed\r\ngot typed\r\n", Encoding.UTF8.GetString(all.ToArray()));
        Assert.True((await child.WaitForExitAsync()).IsSuccess);
    }

    [Fact]
    public void Write_ControlC_InterruptsTheForeground()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create();
        using ChildProcess child = Start(terminal, "echo there; exec sleep 1000");
        Expect(terminal, "there\r\n");
        terminal.Write("\u0003"u8);
        Assert.Equal(Signal.Int, child.WaitForExit().Signal);
    }

    [Fact]
    public void Size_Changed_IsSeenByTheChild()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create();
        Assert.Equal(new TerminalSize(80, 24), terminal.Size);
        using ChildProcess child = Start(terminal, "stty -echo; trap 'stty size; exit 0' WINCH; echo there; while :; do sleep 0.01; done");
        Expect(terminal, "there\r\n");
        terminal.Size = new TerminalSize(100, 30);
        Assert.Equal("30 100\r\n", ReadToEnd(terminal));
        Assert.Equal(new TerminalSize(100, 30), terminal.Size);
        Assert.True(child.WaitForExit().IsSuccess);
    }

    [Fact]
    public void Dispose_HangsUpTheSession()
    {
        PseudoTerminal terminal = PseudoTerminal.Create();
        using ChildProcess child = Start(terminal, "echo there; exec sleep 1000");
        Expect(terminal, "there\r\n");
        terminal.Dispose();
        Assert.Equal(Signal.Hup, child.WaitForExit().Signal);
        Assert.Throws<ArgumentException>(() => Start(terminal, "true"));
    }

    [Fact]
    public void Descriptors_NamedOnes_AreNotTheTerminal()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create();
        using AnonymousPipe errors = AnonymousPipe.Create();
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("sh", "-c", "echo out; echo error >&2; test ! -e /proc/self/fd/3")
        {
            PseudoTerminal = terminal,
            Descriptors = { [2] = errors.Writer.Descriptor },
            ResourceLimits = { [ResourceLimit.Core] = new(0) },
        });
        errors.Writer.Dispose();
        Assert.Equal("out\r\n", ReadToEnd(terminal));
        using StreamReader reader = new(errors.Reader);
        Assert.Equal("error\n", reader.ReadToEnd());
        Assert.True(child.WaitForExit().IsSuccess);
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { PseudoTerminal = terminal, ProcessGroup = 0 }));
    }

    private static ChildProcess Start(PseudoTerminal terminal, string script) =>
        ChildProcess.Start(new ChildProcessOptions("sh", "-c", script) { PseudoTerminal = terminal });

    private static void Expect(PseudoTerminal terminal, string text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        terminal.ReadExactly(bytes);
        Assert.Equal(text, Encoding.UTF8.GetString(bytes));
    }

    private static string ReadToEnd(PseudoTerminal terminal)
    {
        using StreamReader reader = new(terminal, leaveOpen: true);
        return reader.ReadToEnd();
    }
}
