using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

public sealed class SemaphoreTests : IDisposable
{
    private readonly NamedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Hold_SeveralAtOnce_AsManyAsThereAreUnits()
    {
        _shell.Run("semaphore", "create", "s", "--initial", "2", "--maximum", "2").Succeeded();
        using Peer first = _shell.Hold("semaphore", "s");
        using Peer second = _shell.Hold("semaphore", "s");
        _shell.Run("semaphore", "hold", "s", "--timeout", "10ms", "--", "true").Refused(124, "timeout");
        JsonElement stat = _shell.Stat("semaphore", "s");
        Assert.Equal((0, 2, 2, false), (stat.GetProperty("count").GetInt32(), stat.GetProperty("maximum").GetInt32(), stat.GetProperty("held").GetInt32(), stat.GetProperty("consumed").GetBoolean()));
        Assert.Equal(["1", "1"], stat.GetProperty("participants").EnumerateArray().Select(one => one.GetProperty("holds").GetString()));

        first.Send("end");
        first.ExpectSuccess();
        Assert.Equal(3, _shell.Run("semaphore", "hold", "s", "--", "sh", "-c", "exit 3").ExitCode());
        second.Send("end");
        second.ExpectSuccess();
        Assert.Equal(2, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
    }

    [Fact]
    public void Hold_HolderKilled_ItsUnitReturns()
    {
        _shell.Run("semaphore", "create", "s", "--maximum", "1").Succeeded();
        int dead = _shell.KillHolder("semaphore", "s");
        JsonElement stat = _shell.Stat("semaphore", "s");
        Assert.Equal((0, 1, 1), (stat.GetProperty("count").GetInt32(), stat.GetProperty("dead").GetInt32(), stat.GetProperty("heldByDead").GetInt32()));
        JsonElement participant = Assert.Single(stat.GetProperty("participants").EnumerateArray());
        Assert.Equal((dead, false, "1"), (participant.GetProperty("process").GetInt32(), participant.GetProperty("alive").GetBoolean(), participant.GetProperty("holds").GetString()));

        Assert.Equal("", _shell.Run("semaphore", "hold", "s", "--timeout", "50", "--", "true").Succeeded());
        Assert.Equal(1, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
    }

    [Fact]
    public void Wait_ConsumedUnits_AreGoneAndReleaseAddsMore()
    {
        _shell.Run("semaphore", "create", "s", "--initial", "3", "--maximum", "5", "--consumed").Succeeded();
        _shell.Run("semaphore", "wait", "s", "--count", "2").Succeeded();
        Assert.Equal(1, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());

        _shell.Run("semaphore", "wait", "s", "--count", "2", "--timeout", "10ms").Refused(1, "timeout");
        Assert.Equal(1, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());

        _shell.Run("semaphore", "release", "s", "--count", "4").Succeeded();
        _shell.Run("semaphore", "release", "s").Refused(2, "at most 5");
        Assert.Equal(5, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
    }

    [Fact]
    public void Hold_SeveralUnits_ReturnTogether()
    {
        _shell.Run("semaphore", "create", "s", "--maximum", "3").Succeeded();
        _shell.Run("semaphore", "hold", "s", "--count", "2", "--", "true").Succeeded();
        Assert.Equal(3, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
        using (Peer holder = _shell.Start("semaphore", "hold", "s", "--count", "2", "--", "sh", "-c", "echo held; read line"))
        {
            holder.Expect("held");
            Assert.Equal(1, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
            _shell.Run("semaphore", "hold", "s", "--count", "2", "--timeout", "10ms", "--", "true").Refused(124, "timeout");
            Assert.Equal(1, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
            holder.Send("end");
            holder.ExpectSuccess();
        }

        Assert.Equal(3, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
        _shell.Run("semaphore", "hold", "s", "--count", "4", "--", "true").Refused(125, "at most 3");
    }

    [Fact]
    public void Release_AnotherShellWaits_IsLetThrough()
    {
        _shell.Run("semaphore", "create", "s", "--consumed").Succeeded();
        using Peer waiter = _shell.Start("semaphore", "wait", "s", "--", "echo", "ran");
        _shell.AwaitWaiter("s");
        _shell.Run("semaphore", "release", "s").Succeeded();
        waiter.Expect("ran");
        waiter.ExpectSuccess();
        Assert.Equal(0, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
    }

    [Fact]
    public void Wait_UnitsReturnWithTheirTaker_IsRefused()
    {
        _shell.Run("semaphore", "create", "s", "--initial", "1").Succeeded();
        _shell.Run("semaphore", "wait", "s").Refused(2, "causeway semaphore hold s -- CMD");
        _shell.Run("semaphore", "wait", "s", "--", "true").Refused(125, "causeway semaphore hold s -- CMD");
        Assert.Equal(1, _shell.Stat("semaphore", "s").GetProperty("count").GetInt32());
    }

    [Fact]
    public void WrongUsage_IsSaid()
    {
        _shell.Run("semaphore", "create", "s", "--initial", "3", "--maximum", "2").Refused(2, "--initial 3: a number from 0 to 2");
        _shell.Run("semaphore", "create", "a/b").Refused(2, "must not have a slash");
        _shell.Run("semaphore", "release", "none").Refused(2, "causeway semaphore create none");
        _shell.Run("semaphore", "hold", "s").Refused(2, "-- CMD is missing");
    }
}
