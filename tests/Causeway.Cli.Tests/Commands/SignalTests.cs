using System.Globalization;

namespace Causeway.Cli.Tests.Commands;

/// <summary><c>causeway signal</c>, with C at the other side (tests/Peers/signals.c).</summary>
public sealed class SignalTests
{
    [Fact]
    public void SendAndQueue_ToC_ArriveWithTheirValues()
    {
        using Peer peer = StartC("receive", "4", "10", "44");
        string pid = Text(peer.Process.Id);
        Shell.Causeway("signal", "send", "USR1", pid).Succeeded();
        Assert.StartsWith("10 0 0 ", peer.ReadLine(), StringComparison.Ordinal);
        Shell.Causeway("signal", "queue", "RTMIN+10", pid, "7", "0x10").Succeeded();
        Assert.StartsWith("44 7 -1 ", peer.ReadLine(), StringComparison.Ordinal);
        Assert.StartsWith("44 16 -1 ", peer.ReadLine(), StringComparison.Ordinal);
        Shell.Causeway("signal", "queue", "44", pid, "--thread", pid).Succeeded();
        Assert.StartsWith("44 0 -1 ", peer.ReadLine(), StringComparison.Ordinal);
        peer.ExpectSuccess();
    }

    [Fact]
    public void Send_ToAGroupAndASession_ReachesIt()
    {
        foreach (string option in (string[])["--group", "--session"])
        {
            using Peer peer = Peer.Start(new ChildProcessOptions("sleep", "100") { NewSession = true });
            Shell.Causeway("signal", "send", "TERM", Text(peer.Process.Id), option).Succeeded();
            Assert.Equal(Signal.Term, peer.Process.WaitForExit().Signal);
        }
    }

    [Fact]
    public void SendQueueAndShow_NobodyThere_AreExitCode1()
    {
        Shell.Causeway("signal", "send", "USR1", "2147483647").Refused(1, "there is no process 2147483647");
        Shell.Causeway("signal", "send", "USR1", "2147483647", "--group").Refused(1, "there is no process group 2147483647");
        Shell.Causeway("signal", "send", "USR1", Text(Environment.ProcessId), "--thread", "2147483647").Refused(1, $"there is no thread 2147483647 of process {Environment.ProcessId}");
        Shell.Causeway("signal", "queue", "USR1", "2147483647").Refused(1, "there is no process 2147483647");
        Shell.Causeway("signal", "show", "2147483647").Refused(1, "ESRCH");
    }

    [Theory]
    [InlineData("send", "USR3", "1")]
    [InlineData("send", "32", "2147483647")]
    [InlineData("send", "USR1", "0")]
    [InlineData("send", "USR1", "-1")]
    [InlineData("queue", "USR1", "2147483647", "x")]
    [InlineData("wait", "KILL")]
    [InlineData("wait", "SEGV")]
    [InlineData("watch", "RTMIN")]
    public void Usage_Wrong_IsExitCode2(params string[] arguments) => Shell.Causeway(["signal", .. arguments]).Refused(2, "signal");

    [Fact]
    public void Wait_StartedLikeAnyCommand_TellsSenderAndValueOfASignalFromC()
    {
        using Peer waiting = Shell.Start("signal", "wait", "USR1,RTMIN+10", "--json");
        AwaitReceiving(waiting.Process.Id);
        using (Peer sender = Peer.StartC("signals", "queue", Text(waiting.Process.Id), "44", "123"))
        {
            sender.ExpectSuccess();
            waiting.Expect($"{{\"signal\":\"SIGRTMIN\\u002B10\",\"number\":44,\"code\":\"SI_QUEUE\",\"pid\":{sender.Process.Id},\"uid\":{Sys.LibC.getuid()},\"value\":123,\"pointer\":123,\"overrun\":0,\"status\":0}}");
        }

        waiting.ExpectSuccess();
        Shell.Causeway("signal", "wait", "USR1", "--timeout", "1ms").Refused(1, "the timeout passed");
    }

    [Fact]
    public void Watch_PrintsEach_ToTheCountOrUntilItIsEnded()
    {
        using Peer counting = Shell.Start("signal", "watch", "44", "--count", "3");
        AwaitReceiving(counting.Process.Id);
        foreach (int value in (int[])[1, 2, 3])
            Signals.Queue(counting.Process.Id, new Signal(44), value);
        foreach (int value in (int[])[1, 2, 3])
            counting.Expect(string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+10 SI_QUEUE from pid {Environment.ProcessId}, uid {Sys.LibC.getuid()}, value {value}"));
        counting.ExpectSuccess();

        using Peer endless = Shell.Start("signal", "watch", "44");
        AwaitReceiving(endless.Process.Id);
        Signals.Queue(endless.Process.Id, new Signal(44), 4);
        Assert.EndsWith("value 4", endless.ReadLine(), StringComparison.Ordinal);
        Signals.Send(endless.Process.Id, Signal.Int);
        Assert.Equal(130, endless.Process.WaitForExit().ExitCode);
    }

    [Fact]
    public void ShowAndLs_NameWhatCSetUp()
    {
        using Peer peer = StartC("state");
        string text = Shell.Causeway("signal", "show", Text(peer.Process.Id)).Succeeded();
        Assert.Contains("blocked        SIGUSR1 SIGRTMIN+2\n", text, StringComparison.Ordinal);
        Assert.Contains("caught         SIGINT SIGRTMAX\n", text, StringComparison.Ordinal);
        string json = Shell.Causeway("signal", "show", Text(peer.Process.Id), "--json").Succeeded().Replace("\\u002B", "+", StringComparison.Ordinal);
        Assert.Contains("\"pending\":\"SIGUSR1 SIGRTMIN+2\",\"threadPending\":\"SIGRTMIN+2\"", json, StringComparison.Ordinal);
        Assert.Contains("44      SIGRTMIN+10\n", Shell.Causeway("signal", "ls").Succeeded(), StringComparison.Ordinal);
    }

    private static Peer StartC(params string[] arguments)
    {
        Peer peer = Peer.StartC("signals", arguments);
        peer.Expect("ready");
        return peer;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The command has become itself once more, and receives: then it has a signalfd.</summary>
    private static void AwaitReceiving(int process) => Assert.True(SpinWait.SpinUntil(() => HasSignalfd(process), Watchdog.Limit));

    private static bool HasSignalfd(int process)
    {
        try
        {
            return Directory.GetFiles($"/proc/{process}/fd").Any(static one => new FileInfo(one).LinkTarget == "anon_inode:[signalfd]");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
