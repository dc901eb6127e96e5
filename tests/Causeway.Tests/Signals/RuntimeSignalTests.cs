using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Causeway.Tests.Signals;

/// <summary>Receiving where the runtime delivers: in a process that was not started with the signals blocked.</summary>
public sealed class RuntimeSignalTests
{
    [Fact]
    public void Receive_BurstFromC_NoRealTimeDeliveryIsLost_AndNothingIsKnownOfTheSender()
    {
        using Peer receiver = SignalPeer.Start(SignalSet.Empty, BurstInPeer);
        SignalPeer.RunC("burst", SignalPeer.Text(receiver.Process.Id), "44", "10000");
        receiver.Expect("10000 SIGRTMIN+10, False Unknown 0 0");
        receiver.Expect("no more");
        receiver.ExpectSuccess();
    }

    [Fact]
    public void Receive_SeveralReceivers_EachDeliveryGoesToExactlyOne()
    {
        using Peer receiver = SignalPeer.Start(SignalSet.Empty, CompeteInPeer);
        SignalPeer.RunC("kill", SignalPeer.Text(receiver.Process.Id), "43", "1");
        receiver.Expect("own SIGRTMIN+9");
        SignalPeer.RunC("burst", SignalPeer.Text(receiver.Process.Id), "44", "500");
        receiver.Expect("500, then none");
        receiver.ExpectSuccess();
    }

    [Fact]
    public void Receive_DefaultActionIsCancelled_AndTheLastDisposedGivesTheFormerDispositionBack()
    {
        using Peer receiver = SignalPeer.Start(SignalSet.Empty, DispositionInPeer);
        receiver.Expect("SIGPIPE: this process ignores it");
        ProcessSignals during = ProcessSignals.Of(receiver.Process.Id);
        Assert.False(during.Caught.Contains(Signal.Usr2), "of a receiver that was refused something stays");
        Assert.True(during.Caught.IsSupersetOf(SignalSet.Of(Signal.Usr1, new Signal(44), Signal.Term)));
        foreach (Signal signal in (Signal[])[Signal.Usr1, new Signal(44), Signal.Term])
        {
            Causeway.Signals.Send(receiver.Process.Id, signal);
            receiver.Expect(signal.Name);
        }

        receiver.Send("first");
        receiver.Expect("one left");
        Assert.True(ProcessSignals.Of(receiver.Process.Id).Caught.Contains(Signal.Usr1));
        receiver.Send("last");
        receiver.Expect("none left");
        ProcessSignals after = ProcessSignals.Of(receiver.Process.Id);
        Assert.False(after.Caught.Contains(Signal.Usr1), $"still caught: {after.Caught}");
        Assert.False(after.Caught.Contains(new Signal(44)), $"still caught: {after.Caught}");
        Causeway.Signals.Send(receiver.Process.Id, Signal.Usr1);
        Assert.Equal(Signal.Usr1, receiver.Process.WaitForExit().Signal);
    }

    [Fact]
    public void Receive_TimeoutTokenAndDispose_EndTheWait()
    {
        using Peer receiver = SignalPeer.Start(SignalSet.Empty, EndingsInPeer);
        receiver.Expect("empty TimeoutException OperationCanceledException OperationCanceledException ObjectDisposedException ObjectDisposedException");
        receiver.ExpectSuccess();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Receiver_BesideProcessCancelKeyPressAndPosixSignalRegistration_AllGoOn(bool blocked)
    {
        using Peer peer = SignalPeer.Start(blocked ? SignalSet.Of(Signal.Usr1, new Signal(44)) : SignalSet.Empty, CoexistInPeer);
        int pid = peer.Process.Id;
        foreach ((Signal signal, string said) in ((Signal, string)[])[(Signal.Int, "CancelKeyPress"), (Signal.Hup, "registration"), (Signal.Usr1, "receiver SIGUSR1"), (new(44), "receiver SIGRTMIN+10")])
        {
            Causeway.Signals.Send(pid, signal);
            peer.Expect(said);
        }

        peer.Send("run");
        peer.Expect("Process 3, ChildProcess 4");
        Causeway.Signals.Send(pid, Signal.Usr1);
        peer.Expect("receiver SIGUSR1");
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Theory]
    [InlineData(false, "3 received, 4 registered")]
    [InlineData(true, "3 received, 0 registered")]
    public void Receiver_AndPosixSignalRegistrationOfOneSignal_BothHaveIt_UnlessItIsBlocked(bool blocked, string said)
    {
        using Peer peer = SignalPeer.Start(blocked ? SignalSet.Of(Signal.Usr1) : SignalSet.Empty, ShareInPeer);
        peer.Expect(said);
        peer.ExpectSuccess();
    }

    private static void ShareInPeer(string[] arguments)
    {
        Console.WriteLine("ready");
        using SemaphoreSlim called = new(0);
        int registered = 0;
        using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)Signal.Usr1.Number, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref registered);
            called.Release();
        });
        int received = 0;
        bool isBlocked;
        using (SignalReceiver receiver = new(SignalSet.Of(Signal.Usr1)))
        {
            isBlocked = receiver.HasSenderInfo;
            for (; received < 3; received++)
            {
                Causeway.Signals.Send(Environment.ProcessId, Signal.Usr1);
                receiver.Receive();
                if (!isBlocked)
                    called.Wait();
            }
        }

        // The registration outlives the receiver; a blocked signal stays in the kernel.
        Causeway.Signals.Send(Environment.ProcessId, Signal.Usr1);
        if (!isBlocked)
            called.Wait();
        Console.WriteLine($"{received} received, {registered} registered");
    }

    private static void BurstInPeer(string[] arguments)
    {
        using SignalReceiver receiver = new(SignalSet.Of(new Signal(44)));
        Console.WriteLine(receiver.HasSenderInfo ? "sender's data" : "ready");
        ReceivedSignal last = default;
        int count = 0;
        for (; count < 10000; count++)
            last = receiver.Receive();
        Console.WriteLine($"{count} {last.Signal}, {last.HasSenderInfo} {last.Cause} {last.SenderProcessId} {last.Value}");

        // A later signal of the same number comes after all of these.
        Console.WriteLine(receiver.TryReceive(out _) ? "more" : "no more");
    }

    private static void CompeteInPeer(string[] arguments)
    {
        using SignalReceiver own = new(SignalSet.Of(new Signal(43)));
        SignalReceiver[] shared = [.. Enumerable.Range(0, 3).Select(static _ => new SignalReceiver(SignalSet.Of(new Signal(44), new Signal(43))))];
        SignalReceiver[] single = [.. shared.Skip(1)];
        Console.WriteLine("ready");
        Console.WriteLine($"own {own.Receive()}");
        int count = 0;
        using CancellationTokenSource enough = new();
        Task.WaitAll([.. single.Select(receiver => Named.OwnThread.Start(() => Take(receiver)))]);
        Console.WriteLine($"{count}, then {(shared[0].TryReceive(out ReceivedSignal another) ? another.ToString() : "none")}");
        Array.ForEach(shared, static one => one.Dispose());

        bool Take(SignalReceiver receiver)
        {
            try
            {
                while (true)
                {
                    receiver.Receive(null, enough.Token);
                    if (Interlocked.Increment(ref count) == 500)
                        enough.Cancel();
                }
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        }
    }

    private static void DispositionInPeer(string[] arguments)
    {
        SignalReceiver first = new(SignalSet.Of(Signal.Usr1, new Signal(44), Signal.Term));
        SignalReceiver second = new(SignalSet.Of(Signal.Usr1));
        Console.WriteLine("ready");
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => new SignalReceiver(SignalSet.Of(Signal.Usr2, Signal.Pipe)));
        Console.WriteLine(refused.Message.Split(',')[0]);
        for (int i = 0; i < 3; i++)
            Console.WriteLine(first.Receive());
        Console.ReadLine();
        first.Dispose();
        Console.WriteLine("one left");
        Console.ReadLine();
        second.Dispose();
        second.Dispose();
        Console.WriteLine("none left");
        Console.ReadLine();
    }

    private static async Task EndingsInPeer(string[] arguments)
    {
        SignalReceiver receiver = new(SignalSet.Of(new Signal(44)));
        using CancellationTokenSource source = new();
        Console.WriteLine("ready");
        List<string> endings = [receiver.TryReceive(out _) ? "something" : "empty", Ending(() => receiver.Receive(TimeSpan.FromMilliseconds(1)))];
        Task<string> blocked = Named.OwnThread.Start(() => Ending(() => receiver.Receive(null, source.Token)));
        Task<ReceivedSignal> awaiting = receiver.ReceiveAsync(source.Token).AsTask();
        await source.CancelAsync();
        endings.AddRange([await blocked, Ending(() => awaiting.GetAwaiter().GetResult())]);
        Task<ReceivedSignal> last = receiver.ReceiveAsync().AsTask();
        receiver.Dispose();
        endings.AddRange([Ending(() => last.GetAwaiter().GetResult()), Ending(() => receiver.Receive())]);
        Console.WriteLine(string.Join(' ', endings));
    }

    private static string Ending(Func<ReceivedSignal> receive)
    {
        try
        {
            return receive().ToString();
        }
        catch (OperationCanceledException)
        {
            return nameof(OperationCanceledException);
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    private static void CoexistInPeer(string[] arguments)
    {
        Console.CancelKeyPress += static (_, pressed) =>
        {
            pressed.Cancel = true;
            Console.WriteLine("CancelKeyPress");
        };
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context =>
        {
            context.Cancel = true;
            Console.WriteLine("registration");
        });
        using SignalReceiver receiver = new(SignalSet.Of(Signal.Usr1, new Signal(44)));
        _ = Named.OwnThread.Start(() =>
        {
            while (true)
                Console.WriteLine($"receiver {receiver.Receive().Signal}");
#pragma warning disable CS0162 // The delegate's type.
            return true;
#pragma warning restore CS0162
        });
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            using Process process = Process.Start("sh", ["-c", "exit 3"]);
            using ChildProcess child = ChildProcess.Start("sh", "-c", "exit 4");
            process.WaitForExit();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Process {process.ExitCode}, ChildProcess {child.WaitForExit().ExitCode}"));
        }
    }
}
