using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

public sealed class EventTests : IDisposable
{
    private readonly NamedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(false, "manual")]
    [InlineData(true, "auto")]
    public void Wait_AfterSet_SucceedsOnceOrAlways(bool automatic, string word)
    {
        _shell.Run("event", "create", "e", automatic ? "--auto" : "--manual").Succeeded();
        _shell.Run("event", "wait", "e", "--timeout", "0").Refused(1, "timeout");
        _shell.Run("event", "set", "e").Succeeded();
        JsonElement stat = _shell.Stat("event", "e");
        Assert.Equal((true, word), (stat.GetProperty("set").GetBoolean(), stat.GetProperty("reset").GetString()));

        _shell.Run("event", "wait", "e").Succeeded();
        Assert.Equal(!automatic, _shell.Stat("event", "e").GetProperty("set").GetBoolean());
        Assert.Equal(automatic ? 1 : 0, _shell.Run("event", "wait", "e", "--timeout", "0").ExitCode());
        _shell.Run("event", "reset", "e").Succeeded();
        _shell.Run("event", "wait", "e", "--timeout", "10ms", "--", "true").Refused(124, "timeout");
    }

    [Fact]
    public void Set_AnotherShellWaits_EndsItsWaitAndRunsItsCommand()
    {
        _shell.Run("event", "create", "e").Succeeded();
        using Peer waiter = _shell.Start("event", "wait", "e", "--", "sh", "-c", "echo ran; exit 7");
        _shell.AwaitWaiter("e");
        _shell.Run("event", "set", "e").Succeeded();
        waiter.Expect("ran");
        Assert.Equal(7, CommandRun.Finish(waiter).Status.ExitCode);
    }

    [Fact]
    public void Wait_Interrupted_EndsWith130AndTakesNothing()
    {
        _shell.Run("event", "create", "e", "--auto").Succeeded();
        using Peer waiter = _shell.Start("event", "wait", "e");
        _shell.AwaitWaiter("e");
        waiter.Process.TrySendSignal(Signal.Int);
        Assert.Equal((130, ""), (CommandRun.Finish(waiter).Status.ExitCode, waiter.Errors));
        _shell.Run("event", "set", "e").Succeeded();
        _shell.Run("event", "wait", "e", "--timeout", "0").Succeeded();
    }

    [Fact]
    public void Create_Set_AndWrongUsage()
    {
        _shell.Run("event", "create", "e", "--set").Succeeded();
        _shell.Run("event", "wait", "e", "--timeout", "0").Succeeded();
        _shell.Run("event", "create", "e", "--manual", "--auto").Refused(2, "exclude each other");
        _shell.Run("event", "set", "none").Refused(2, "causeway event create none");
        _shell.Run("event", "wait", "e", "--", "no-such-command").Refused(127, "no command");
        _shell.Run("event", "rm", "e").Succeeded();
        _shell.Run("event", "stat", "e").Refused(1, "there is no event e");
    }
}
