using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

public sealed class MutexTests : IDisposable
{
    private readonly NamedShell _shell = new();

    public MutexTests() => _shell.Run("mutex", "create", "m").Succeeded();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Create_Existing_IsRefusedUnlessIfMissing()
    {
        _shell.Run("mutex", "create", "m").Refused(2, "--if-missing");
        _shell.Run("mutex", "create", "m", "--if-missing").Succeeded();
        JsonElement free = _shell.Stat("mutex", "m");
        Assert.Equal(("m", "mutex", JsonValueKind.Null), (free.GetProperty("name").GetString(), free.GetProperty("kind").GetString(), free.GetProperty("owner").ValueKind));
        Assert.Equal(("0600", _shell.Path, false), (free.GetProperty("mode").GetString(), free.GetProperty("domain").GetString(), free.GetProperty("lastOwnerDied").GetBoolean()));
    }

    [Fact]
    public void Hold_AnotherShellMeanwhile_WaitsItsTurnAndBothAreShown()
    {
        using Peer holder = _shell.Hold("mutex", "m");
        using Peer waiter = _shell.Start("mutex", "hold", "m", "--", "echo", "granted");
        _shell.AwaitWaiter("m");

        JsonElement stat = _shell.Stat("mutex", "m");
        Assert.Equal((holder.Process.Id, true, 2, 1), (stat.GetProperty("owner").GetInt32(), stat.GetProperty("ownerAlive").GetBoolean(), stat.GetProperty("alive").GetInt32(), stat.GetProperty("waiting").GetInt32()));
        JsonElement[] all = [.. stat.GetProperty("participants").EnumerateArray()];
        Assert.Equal("owner", Assert.Single(all, one => one.GetProperty("process").GetInt32() == holder.Process.Id).GetProperty("holds").GetString());
        Assert.Equal(1, Assert.Single(all, one => one.GetProperty("process").GetInt32() == waiter.Process.Id).GetProperty("waiting").GetInt32());
        Assert.Contains($"owned by {holder.Process.Id}", _shell.Run("named", "list").Succeeded());

        holder.Send("end");
        holder.ExpectSuccess();
        waiter.Expect("granted");
        waiter.ExpectSuccess();
    }

    [Fact]
    public void Hold_HolderKilled_IsShownDeadAndTheNextIsToldOnce()
    {
        int dead = _shell.KillHolder("mutex", "m");
        JsonElement stat = _shell.Stat("named", "m");
        Assert.Equal((dead, false, true, 1), (stat.GetProperty("owner").GetInt32(), stat.GetProperty("ownerAlive").GetBoolean(), stat.GetProperty("lastOwnerDied").GetBoolean(), stat.GetProperty("dead").GetInt32()));

        const string Say = "echo died ${CAUSEWAY_OWNER_DIED:-no}";
        ShellCommandResult told = _shell.Run("mutex", "hold", "m", "--", "sh", "-c", Say);
        Assert.Equal((0, "died 1\n"), (told.ExitCode(), told.OutputText));
        Assert.Contains("the last owner of m died with it", told.ErrorText);
        Assert.Equal("died no\n", _shell.Run("mutex", "hold", "m", "--", "sh", "-c", Say).Succeeded());
    }

    [Fact]
    public void Hold_HolderKilledWhileAnotherWaits_TheWaiterHasItAndIsTold()
    {
        using Peer holder = _shell.Hold("mutex", "m");
        using Peer waiter = _shell.Start("mutex", "hold", "m", "--", "sh", "-c", "echo died $CAUSEWAY_OWNER_DIED");
        _shell.AwaitWaiter("m");
        holder.Process.Kill();
        waiter.Expect("died 1");
        Assert.Equal(0, CommandRun.Finish(waiter).Status.ExitCode);
        holder.Process.WaitForExit();
    }

    [Fact]
    public void Hold_ExitCodes_AreThoseOfTheCommandAndOfTimeout()
    {
        Assert.Equal(7, _shell.Run("mutex", "hold", "m", "--", "sh", "-c", "exit 7").ExitCode());
        Assert.Equal(128 + 9, _shell.Run("mutex", "hold", "m", "--", "sh", "-c", "kill -9 $$").ExitCode());
        _shell.Run("mutex", "hold", "m", "--", "no-such-command").Refused(127, "no command");
        _shell.Run("mutex", "hold", "m", "--", "/etc/passwd").Refused(126, "cannot be run");
        _shell.Run("mutex", "hold", "m").Refused(2, "-- CMD is missing");
        _shell.Run("mutex", "hold", "none", "--", "true").Refused(125, "causeway mutex create none");
        _shell.Run("mutex", "hold", ".m", "--", "true").Refused(125, "must not begin with a dot");
        using Peer holder = _shell.Hold("mutex", "m");
        _shell.Run("mutex", "hold", "m", "--timeout", "10ms", "--", "true").Refused(124, "timeout");
        holder.Send("end");
        holder.ExpectSuccess();
    }

    [Fact]
    public void Hold_Interrupted_EndsTheWaitOrTheCommand()
    {
        using Peer holder = _shell.Hold("mutex", "m");
        using Peer waiter = _shell.Start("mutex", "hold", "m", "--", "true");
        _shell.AwaitWaiter("m");
        waiter.Process.TrySendSignal(Signal.Int);
        Assert.Equal((130, ""), (CommandRun.Finish(waiter).Status.ExitCode, waiter.Errors));
        holder.Process.TrySendSignal(Signal.Term);
        Assert.Equal(128 + 15, CommandRun.Finish(holder).Status.ExitCode);
        Assert.Equal("", _shell.Run("mutex", "hold", "m", "--timeout", "0", "--", "true").Succeeded());
    }

    [Fact]
    public void WrongKindOrNothing_IsSaid()
    {
        _shell.Run("event", "create", "e").Succeeded();
        _shell.Run("mutex", "stat", "e").Refused(2, "another kind of object (event)");
        _shell.Run("mutex", "rm", "e").Refused(2, "another kind of object (event)");
        _shell.Run("mutex", "hold", "e", "--", "true").Refused(125, "is an event, not a mutex");
        _shell.Run("mutex", "create", "e", "--if-missing").Refused(2, "is an event, not a mutex");
        _shell.Run("mutex", "stat", "none").Refused(1, "there is no mutex none");
        _shell.Run("mutex", "rm", "m", "none").Refused(1, "there is no mutex none");
        _shell.Run("mutex", "stat", "m").Refused(1, "there is no mutex m");
    }
}
