using System.Globalization;

namespace Causeway.Cli.Tests.Commands;

public sealed class SysVSemTests : IDisposable
{
    private static int s_lastKey;

    private readonly string _key = $"0x{(0x5E << 24) ^ (Environment.ProcessId << 6) ^ (Interlocked.Increment(ref s_lastKey) & 0x3F):x8}";
    private readonly string _id;

    public SysVSemTests() => _id = Causeway("create", "--key", _key, "--values", "1,0,5").Succeeded().TrimEnd();

    public void Dispose() => Set.TryDelete();

    private SysVSemaphoreSet Set => new(int.Parse(_id, CultureInfo.InvariantCulture));

    private string Values => Causeway("get", _id).Succeeded();

    [Fact]
    public void Op_SeveralAtOnce_AllOrNone()
    {
        Assert.Equal("", Causeway("op", "--key", _key, "0-1u", "1+2").Succeeded());

        // Undone as the command ended: only what was not to be is left.
        Assert.Equal("1 2 5\n", Values);
        Causeway("op", _id, "0-1", "1-3", "--timeout", "0").Refused(1, "0-1 1-3 could not be done; nothing was changed");
        Causeway("op", _id, "1=0", "--timeout", "10ms").Refused(1, "timeout");
        Causeway("op", _id, "1-2", "1=0", "2-05").Succeeded();
        Assert.Equal("1 0 0\n", Values);
        Causeway("op", _id, "3+1").Refused(2, "the set has 3 semaphores");
    }

    [Fact]
    public void WaitAndPost_WithC_BothWays()
    {
        using Peer peer = Peer.StartC("sysv_sem", _id);
        peer.Send("op 1 -2");
        Causeway("post", _id, "--semaphore", "1", "--amount", "2").Succeeded();
        peer.Expect("done");

        using Peer waiting = Shell.Start("sysv-sem", "wait", "--key", _key, "--semaphore", "1");
        AwaitWaiter(1);
        peer.Send("op 1 1");
        peer.Expect("done");
        waiting.ExpectSuccess();

        Causeway("wait", _id, "--semaphore", "1", "--zero").Succeeded();
        Causeway("wait", _id, "--semaphore", "1", "--timeout", "0").Refused(1, "timeout");
        Assert.Equal("1 0 5\n", Values);
    }

    [Fact]
    public void Wait_SetRemovedMeanwhile_SaysRemoved()
    {
        using Peer waiting = Shell.Start("sysv-sem", "wait", _id, "--semaphore", "1");
        AwaitWaiter(1);
        Causeway("rm", "--key", _key).Succeeded();
        CommandRun run = CommandRun.Finish(waiting);
        Assert.Equal(2, run.Status.ExitCode);
        Assert.Contains("EIDRM", run.Errors, StringComparison.Ordinal);
        Causeway("rm", "--key", _key).Refused(1, "there is no semaphore set of");
        Causeway("rm", _id).Refused(1, $"there is no semaphore set {_id}");
    }

    [Fact]
    public void Hold_Command_HoldsWhileItRuns_AndEndsAsItDoes()
    {
        ShellCommandResult held = Causeway("hold", _id, "0-1", "2-2", "--", "sh", "-c", $"{CommandRun.Program} sysv-sem get {_id}; exit 7");
        Assert.Equal((7, "0 0 3\n"), (held.ExitCode(), held.OutputText));
        Assert.Equal("1 0 5\n", Values);
        Causeway("hold", _id, "1-1", "--timeout", "10ms", "--", "true").Refused(124, "timeout");
        Causeway("hold", _id, "--", "/no/such").Refused(127, "no command");
        Causeway("hold", _id, "--", "/etc/passwd").Refused(126, "cannot be run");
        Causeway("hold", _id, "7-1", "--", "true").Refused(125, "EFBIG");
        Assert.Equal("1 0 5\n", Values);
    }

    [Fact]
    public void Hold_HolderKilled_IsGivenBackWithTheCommandAndNotBefore()
    {
        using Peer holder = Shell.Start("sysv-sem", "hold", _id, "--", "sh", "-c", "echo $$; exec cat");
        holder.Expect(holder.Process.Id.ToString(CultureInfo.InvariantCulture));
        Causeway("hold", _id, "--timeout", "0", "--", "true").Refused(124, "timeout");

        holder.Process.Kill();
        holder.Process.WaitForExit();

        Assert.Equal("1 0 5\n", Values);
        Assert.Equal(holder.Process.Id, Set.GetLastProcessId(0));
    }

    /// <summary>What a program started by a shell has: nothing of the runtime's is left in it.</summary>
    [Fact]
    public void Hold_Command_HasDescriptorsAndSignalsAsFromAShell()
    {
        const string Look = "grep -E '^Sig(Blk|Ign)' /proc/self/status; for fd in /proc/$$/fd/*; do echo ${fd##*/}; done";
        Assert.Equal(Shell.Script(Look).Succeeded(), Causeway("hold", _id, "--", "sh", "-c", Look).Succeeded());
    }

    [Fact]
    public void Stat_Waiters_AreCounted_AsIpcsSays()
    {
        using Peer waiting = Shell.Start("sysv-sem", "op", _id, "1-1");
        using Peer zero = Shell.Start("sysv-sem", "wait", _id, "--semaphore", "2", "--zero");
        AwaitWaiter(1);
        Assert.True(SpinWait.SpinUntil(() => Set.GetZeroWaiters(2) == 1, Watchdog.Limit));

        string stat = Causeway("stat", "--key", _key, "--json").Succeeded();
        Assert.Contains("{\"semaphore\":1,\"value\":0,\"takeWaiters\":1,\"zeroWaiters\":0,", stat);
        Assert.Contains("{\"semaphore\":2,\"value\":5,\"takeWaiters\":0,\"zeroWaiters\":1,", stat);
        Assert.Contains($"\"key\":\"{_key}\",\"count\":3,\"mode\":\"0600\"", stat);
        Assert.Matches("\nsemaphore +value +takeWaiters +zeroWaiters +lastProcess\n0 +1 +0 +0 ", Causeway("stat", _id).Succeeded());
        Assert.Contains($"{{\"id\":{_id},\"key\":\"{_key}\",\"count\":3", Causeway("ls", "--json").Succeeded());
    }

    [Fact]
    public void Set_ValuesAndMode_AreThere()
    {
        Causeway("set", _id, "--values", "3,2,1", "--mode", "640").Succeeded();
        Causeway("set", _id, "--semaphore", "2", "--value", "32767").Succeeded();
        Assert.Equal("3 2 32767\n", Values);
        Assert.Equal("32767\n", Causeway("get", "--key", _key, "--semaphore", "2").Succeeded());
        Assert.Contains("\"mode\":\"0640\"", Causeway("stat", _id, "--json").Succeeded());
        Causeway("set", _id).Refused(2, "nothing to change");
        Causeway("set", _id, "--values", "1").Refused(2, "has 3 semaphores, not 1");
        Causeway("post", _id, "--semaphore", "2").Refused(2, "ERANGE");
    }

    [Fact]
    public void Create_Taken_OpensItOnlyWhereAsked_AndAnUnfinishedOneTimesOut()
    {
        Causeway("create", "--key", _key).Refused(2, "EEXIST");
        Assert.Equal(_id, Causeway("create", "--key", _key, "--if-missing", "--values", "9").Succeeded().TrimEnd());
        Set.Delete();
        using Peer peer = Peer.StartC("sysv_sem", "create", $"{Convert.ToInt32(_key, 16)}", "1");
        var abandoned = new SysVSemaphoreSet(int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture));
        try
        {
            Causeway("create", "--key", _key, "--if-missing", "--timeout", "10ms").Refused(1, $"if that process died, remove the set (ipcrm -s {abandoned.Id})");
        }
        finally
        {
            abandoned.Delete();
        }
    }

    [Theory]
    [InlineData("ID, --key or --path is missing", "op")]
    [InlineData("OP is missing", "op", "1")]
    [InlineData("OP 0-0:", "op", "1", "0-0")]
    [InlineData("OP 1=1:", "op", "1", "1=1")]
    [InlineData("OP 0+32768:", "op", "1", "0+32768")]
    [InlineData("OP 65536+1:", "op", "1", "65536+1")]
    [InlineData("OP +1:", "op", "1", "+1")]
    [InlineData("-- CMD is missing", "hold", "1")]
    [InlineData("--amount and --zero exclude each other", "wait", "1", "--amount", "2", "--zero")]
    [InlineData("--semaphore belongs to --value", "set", "1", "--semaphore", "2", "--mode", "600")]
    [InlineData("--values 1,x", "create", "--private", "--values", "1,x")]
    [InlineData("--timeout belongs to --if-missing", "create", "--private", "--timeout", "1")]
    [InlineData("a semaphore set's number is needed", "stat", "slots")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments) => Causeway(arguments).Refused(2, expected);

    private static ShellCommandResult Causeway(params string[] arguments) => Shell.Causeway(["sysv-sem", .. arguments]);

    private void AwaitWaiter(int semaphore) => Assert.True(SpinWait.SpinUntil(() => Set.GetTakeWaiters(semaphore) == 1, Watchdog.Limit));
}
