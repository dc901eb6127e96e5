namespace Causeway.Cli.Tests.Commands;

public sealed class SemTests : IDisposable
{
    private readonly string _name = $"/causeway-sem-{Environment.ProcessId}";
    private readonly PosixSemaphore _semaphore;

    public SemTests()
    {
        Shell.Causeway("sem", "create", _name, "--value", "1", "--mode", "640").Succeeded();
        _semaphore = PosixSemaphore.Open(_name);
    }

    public void Dispose()
    {
        _semaphore.Dispose();
        PosixSemaphore.TryDelete(_name);
    }

    [Fact]
    public void Create_ValueAndMode_AreThoseAskedFor()
    {
        Assert.StartsWith($"{{\"name\":\"{_name}\",\"value\":1,\"mode\":\"0640\",\"owner\":", Shell.Causeway("sem", "stat", _name, "--json").Succeeded());
        Shell.Causeway("sem", "create", _name).Refused(2, "--if-missing");
        Shell.Causeway("sem", "create", _name, "--if-missing", "--value", "9").Succeeded();
        Assert.Contains(_name, Shell.Causeway("sem", "ls").Succeeded());
        Assert.Equal(1, _semaphore.Value);
    }

    [Fact]
    public void WaitAndTry_TakeOneEach_AndAnEmptyOneIsExitCode1()
    {
        Shell.Causeway("sem", "post", _name, "--count", "2").Succeeded();
        Shell.Causeway("sem", "wait", _name).Succeeded();
        Shell.Causeway("sem", "wait", _name, "--timeout", "0").Succeeded();
        Shell.Causeway("sem", "try", _name).Succeeded();

        ShellCommandResult empty = Shell.Causeway("sem", "try", _name);
        Assert.Equal((1, "", ""), (empty.ExitCode(), empty.OutputText, empty.ErrorText));
        Shell.Causeway("sem", "wait", _name, "--timeout", "10ms").Refused(1, "timeout");
    }

    [Fact]
    public void Wait_PostedInC_EndsAndRunsTheCommand()
    {
        _semaphore.Wait();
        using Peer waiter = Shell.Start("sem", "wait", _name, "--", "sh", "-c", "echo ran; exit 7");
        using (Peer poster = Peer.StartC("posix_semaphore", "post", _name))
            poster.Expect("posted");

        waiter.Expect("ran");
        Assert.Equal(7, CommandRun.Finish(waiter).Status.ExitCode);
        Assert.Equal(0, _semaphore.Value);
    }

    [Fact]
    public void Post_WaiterInC_IsReleased()
    {
        _semaphore.Wait();
        using Peer waiter = Peer.StartC("posix_semaphore", "wait", _name);
        waiter.Expect("waiting");
        Shell.Causeway("sem", "post", _name).Succeeded();
        waiter.Expect("taken");
        waiter.ExpectSuccess();
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("test $(\"$CW\" sem stat NAME --json | grep -c value.:0) = 1", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("kill -9 $$", 128 + 9)]
    public void Hold_HoweverTheCommandEnds_GivesItBack(string script, int exitCode)
    {
        ShellCommandResult result = Shell.Script($"\"$CW\" sem hold {_name} -- sh -c '{script.Replace("NAME", _name, StringComparison.Ordinal)}'");

        Assert.Equal(exitCode, result.ExitCode());
        Assert.Equal(1, _semaphore.Value);
    }

    [Fact]
    public void Hold_Interrupted_EndsTheCommandAndGivesItBack()
    {
        using Peer holder = Shell.Start("sem", "hold", _name, "--", "sh", "-c", "echo held; exec sleep 1000");
        holder.Expect("held");
        Assert.Equal(0, _semaphore.Value);

        Assert.True(holder.Process.TrySendSignal(Signal.Term));

        Assert.Equal(128 + 15, CommandRun.Finish(holder).Status.ExitCode);
        Assert.Equal(1, _semaphore.Value);
    }

    [Theory]
    [InlineData(127, "hold", "no-such-command")]
    [InlineData(126, "hold", "/etc/passwd")]
    [InlineData(127, "wait", "no-such-command")]
    public void Command_NotRun_LeavesTheValue(int exitCode, string verb, string command)
    {
        Assert.Equal(exitCode, Shell.Causeway("sem", verb, _name, "--", command).ExitCode());
        Assert.Equal(1, _semaphore.Value);
    }

    [Fact]
    public void Hold_Empty_TimesOutWith124()
    {
        _semaphore.Wait();
        Shell.Causeway("sem", "hold", _name, "--timeout", "10ms", "--", "true").Refused(124, "timeout");
        Shell.Causeway("sem", "hold", _name).Refused(2, "CMD");
        Assert.Equal(0, _semaphore.Value);
    }

    [Fact]
    public void Remove_WhatIsNotThere_IsExitCode1()
    {
        Shell.Causeway("sem", "rm", _name, "/causeway-no-such").Refused(1, "/causeway-no-such");
        Shell.Causeway("sem", "stat", _name).Refused(1, "causeway sem create");
        Shell.Causeway("sem", "wait", _name).Refused(2, "causeway sem create");
    }
}
