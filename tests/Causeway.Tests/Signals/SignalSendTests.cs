using Causeway.Sys;

namespace Causeway.Tests.Signals;

/// <summary>Sending, to processes in C (tests/Peers/signals.c).</summary>
public sealed class SignalSendTests
{
    [Fact]
    public void Queue_ToCThatHandles_ArrivesByNumberThenAsSent_WithValueAndPid()
    {
        using Peer peer = SignalPeer.StartC("catch");
        foreach ((int signal, int value) in ((int, int)[])[(44, 100), (44, 101), (44, 102), (43, 200), (43, 201), (40, 300)])
            Causeway.Signals.Queue(peer.Process.Id, new Signal(signal), value);

        peer.Send("");

        foreach (string expected in (string[])["40 300", "43 200", "43 201", "44 100", "44 101", "44 102"])
            peer.Expect($"{expected} {LibC.SI_QUEUE} {Environment.ProcessId}");
        peer.Expect("done");
        peer.ExpectSuccess();
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("signalfd")]
    public void Send_EachWay_TellsCWhich(string how)
    {
        using Peer peer = SignalPeer.StartC(how, "8", "10", "12", "34", "44");
        using SafeFileDescriptor process = OpenProcess(peer.Process.Id);
        int id = peer.Process.Id;
        (Action Send, string Said)[] ways =
        [
            (() => Causeway.Signals.Send(id, Signal.Usr1), $"10 0 {LibC.SI_USER}"),
            (() => Assert.True(Causeway.Signals.TrySend(process, Signal.Usr2)), $"12 0 {LibC.SI_USER}"),
            (() => Causeway.Signals.SendToThread(id, id, Signal.Usr1), $"10 0 {LibC.SI_TKILL}"),
            (() => Causeway.Signals.Queue(id, new Signal(44), -123), $"44 -123 {LibC.SI_QUEUE}"),
            (() => Causeway.Signals.Queue(process, new Signal(44), int.MaxValue), $"44 2147483647 {LibC.SI_QUEUE}"),
            (() => Causeway.Signals.QueueToThread(id, id, new Signal(44), 7), $"44 7 {LibC.SI_QUEUE}"),

            // SIGRTMIN is .NET's own; a program in C may use it.
            (() => Causeway.Signals.Queue(id, new Signal(34), 8), $"34 8 {LibC.SI_QUEUE}"),
            (() => Causeway.Signals.Queue(id, Signal.Usr1, 9), $"10 9 {LibC.SI_QUEUE}"),
        ];
        foreach ((Action send, string said) in ways)
        {
            send();

            // The library's sigwaitinfo calls what tgkill sent a kill.
            string? line = peer.ReadLine();
            string expected = $"{said} {Environment.ProcessId}";
            if (how == "receive" && LibC.IsGlibc)
                expected = expected.Replace($" {LibC.SI_TKILL} ", $" {LibC.SI_USER} ", StringComparison.Ordinal);
            Assert.Equal(expected, line);
        }

        peer.ExpectSuccess();
    }

    [Fact]
    public void Send_StandardSignalThousandTimesWhileBlocked_IsCaughtOnce()
    {
        using Peer peer = SignalPeer.StartC("count", "10");
        for (int i = 0; i < 1000; i++)
            Causeway.Signals.Send(peer.Process.Id, Signal.Usr1);
        peer.Send("");
        peer.Expect("pending 10");
        peer.Expect("caught 1");
    }

    [Fact]
    public void Send_ProcessReaped_IsNoSuchProcess_ThroughItsPidfdEvenIfThePidIsAnothers()
    {
        using ChildProcess child = ChildProcess.Start("sleep", "100");
        using SafeFileDescriptor process = OpenProcess(child.Id);
        child.Kill();
        child.WaitForExit();
        Assert.False(Causeway.Signals.TrySend(process, Signal.Usr1));
        Assert.False(Causeway.Signals.Exists(process));
        SyscallException[] failures =
        [
            Assert.Throws<SyscallException>(() => Causeway.Signals.Send(process, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.Queue(process, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.Queue(int.MaxValue, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.Send(int.MaxValue, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.SendToThread(Environment.ProcessId, int.MaxValue, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.QueueToThread(Environment.ProcessId, int.MaxValue, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.SendToGroup(int.MaxValue, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.SendToSession(int.MaxValue, Signal.Usr1)),
        ];
        Assert.All(failures, static failure => Assert.Equal(Errno.ESRCH, failure.Errno));
        Assert.False(Causeway.Signals.TrySend(int.MaxValue, Signal.Usr1));
        Assert.False(Causeway.Signals.Exists(int.MaxValue));
        Assert.True(Causeway.Signals.Exists(Environment.ProcessId));
        Assert.True(Causeway.Signals.Exists(1));
    }

    [Fact]
    public void Send_DescriptorThatIsNoPidfd_SaysSo()
    {
        using EventCounter counter = EventCounter.Create();
        SyscallException[] failures =
        [
            Assert.Throws<SyscallException>(() => Causeway.Signals.TrySend(counter.Descriptor, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.Queue(counter.Descriptor, Signal.Usr1)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.Exists(counter.Descriptor)),
        ];
        Assert.All(failures, static failure => Assert.Equal((Errno.EBADF, true), (failure.Errno, failure.Message.Contains("no pidfd", StringComparison.Ordinal))));
    }

    [Fact]
    public void Queue_ReceiversLimitReached_IsEagainWithLimitAndRemedy_WhileStandardSignalsGoOn()
    {
        using Peer peer = SignalPeer.StartC("limited", "5", "44");
        int id = peer.Process.Id;
        int queued = 0;
        SyscallException failure = Assert.Throws<SyscallException>(() =>
        {
            // The count is of all the user's processes: others' signals leave less than five.
            for (; queued < 6; queued++)
                Causeway.Signals.Queue(id, new Signal(44), queued);
        });
        Assert.Equal(Errno.EAGAIN, failure.Errno);
        Assert.Contains(" of 5)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("RLIMIT_SIGPENDING", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ulimit -i", failure.Message, StringComparison.Ordinal);
        Causeway.Signals.Send(id, Signal.Cont);
        peer.Send("");
        peer.Expect($"got {queued}");
    }

    [Fact]
    public void SendToGroup_And_ToSession_ReachEveryMemberOnceAndNobodyElse()
    {
        using Peer other = SignalPeer.StartC("receive", "1", "44");
        ChildProcessOptions options = new("sh", "-c", $"{CCompiler.Compile("signals")} receive 1 44 & {CCompiler.Compile("signals")} receive 1 44 & wait") { NewSession = true };
        using (Peer session = Peer.Start(options))
        {
            session.Expect("ready");
            session.Expect("ready");
            Assert.Equal(3, Causeway.Signals.SendToSession(session.Process.Id, Signal.Cont));
            Assert.Equal(3, Causeway.Signals.SendToSession(session.Process.Id, Signal.Kill));
            Assert.Equal(Signal.Kill, session.Process.WaitForExit().Signal);
        }

        using (Peer group = Peer.Start(new ChildProcessOptions("sh", "-c", $"trap '' 44; {CCompiler.Compile("signals")} receive 1 44 & wait; wait") { ProcessGroup = 0 }))
        {
            group.Expect("ready");
            Causeway.Signals.SendToGroup(group.Process.Id, new Signal(44));
            group.Expect($"44 0 {LibC.SI_USER} {Environment.ProcessId}");
        }

        Causeway.Signals.Queue(other.Process.Id, new Signal(44), 1);
        other.Expect($"44 1 {LibC.SI_QUEUE} {Environment.ProcessId}");
    }

    [RootFact]
    public void Send_ToAnotherUsersProcess_IsEperm_AndItExists() =>
        OtherUser.ExpectSuccess(SendInPeer, $"{Environment.ProcessId}"); // root may signal anybody: the sender is the one without the right

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    [InlineData(-1)]
    [InlineData(32)]
    [InlineData(33)]
    public void Send_NoSignalOrTheLibrarysOwn_IsRefusedBeforeTheCall(int number)
    {
        Signal signal = new(number);
        int self = Environment.ProcessId;
        Action[] calls =
        [
            () => Causeway.Signals.Send(self, signal), () => Causeway.Signals.TrySend(self, signal), () => Causeway.Signals.Queue(self, signal),
            () => Causeway.Signals.SendToThread(self, self, signal), () => Causeway.Signals.QueueToThread(self, self, signal),
            () => Causeway.Signals.SendToGroup(0, signal), () => Causeway.Signals.SendToSession(self, signal),
        ];
        Assert.All(calls, static call => Assert.ThrowsAny<ArgumentException>(call));
    }

    [Fact]
    public void Send_NoPid_IsRefused()
    {
        // To the kernel 0 is the own group, -1 everybody, and less a group.
        foreach (int id in (int[])[0, -1, -2])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Causeway.Signals.Send(id, Signal.Cont));
            Assert.Throws<ArgumentOutOfRangeException>(() => Causeway.Signals.Queue(id, Signal.Cont));
            Assert.Throws<ArgumentOutOfRangeException>(() => Causeway.Signals.Exists(id));
            Assert.Throws<ArgumentOutOfRangeException>(() => ProcessSignals.Of(id));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Causeway.Signals.SendToGroup(1, Signal.Cont));
        Assert.Throws<ArgumentOutOfRangeException>(() => Causeway.Signals.SendToGroup(-1, Signal.Cont));
    }

    private static void SendInPeer(string[] arguments)
    {
        int target = int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture);
        using SafeFileDescriptor process = OpenProcess(target);
        Signal signal = new(28); // SIGWINCH does nothing where it arrives; SIGCONT may go to everybody of the own session
        SyscallException[] failures =
        [
            Assert.Throws<SyscallException>(() => Causeway.Signals.TrySend(target, signal)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.Send(process, signal)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.Queue(target, signal)),
            Assert.Throws<SyscallException>(() => Causeway.Signals.SendToThread(target, target, signal)),
        ];
        Assert.All(failures, static failure => Assert.Equal((Errno.EPERM, true), (failure.Errno, failure.Message.Contains("CAP_KILL", StringComparison.Ordinal))));
        Assert.True(Causeway.Signals.Exists(target));
        Assert.True(Causeway.Signals.Exists(process));
        Causeway.Signals.Send(target, Signal.Cont); // signal(7): no right is needed within a session
    }

    private static SafeFileDescriptor OpenProcess(int id) => new(LibC.pidfd_open(id, 0));
}
