using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Signals;

/// <summary>Signals from C (tests/Peers/signals.c) to a .NET process that was started with them blocked.</summary>
public sealed class SignalReceiverInteropTests
{
    [Theory]
    [InlineData("receive")]
    [InlineData("timed")]
    [InlineData("try")]
    [InlineData("async")]
    [InlineData("all")]
    [InlineData("wait")]
    public void Receive_PeerQueues_TellsSignalValueSenderAndCause(string how)
    {
        using Peer receiver = SignalPeer.StartBlocked(ReceiveInPeer);
        int sender = SignalPeer.RunC("queue", SignalPeer.Text(receiver.Process.Id), "44", "123", "-7");

        receiver.Send($"{how} 2");

        receiver.Expect(SignalPeer.Sent("SIGRTMIN+10", "SI_QUEUE", sender) + ", value 123");
        receiver.Expect(SignalPeer.Sent("SIGRTMIN+10", "SI_QUEUE", sender) + ", value -7");
    }

    [Fact]
    public void Receive_StandardSignalsCoalesce_RealTimeOnesQueue_LowestNumberFirstThenAsSent()
    {
        using Peer receiver = SignalPeer.StartBlocked(ReceiveInPeer);
        string pid = SignalPeer.Text(receiver.Process.Id);
        SignalPeer.RunC("queue", pid, "44", "100", "101", "102");
        SignalPeer.RunC("queue", pid, "43", "200", "201");
        int killer = SignalPeer.RunC("kill", pid, "10", "1000");
        SignalPeer.RunC("queue", pid, "40", "300");
        receiver.Send("receive 1");
        receiver.Expect(SignalPeer.Sent("SIGUSR1", "SI_USER", killer));

        receiver.Send("values");

        receiver.Expect("40:300 43:200 43:201 44:100 44:101 44:102");
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("async")]
    [InlineData("wait")]
    public void Receive_BurstFromC_EachValueOnceAndInOrder(string how)
    {
        using Peer receiver = SignalPeer.StartBlocked(ReceiveInPeer);
        using Peer sender = Peer.StartC("signals", "burst", SignalPeer.Text(receiver.Process.Id), "44", "10000");
        receiver.Send($"burst 10000 {how}");
        receiver.Expect("in order");
        sender.ExpectSuccess();
        receiver.Send("values");
        receiver.Expect("");
    }

    [Fact]
    public void Receive_SeveralReceivers_EachHasItsOwnSignals_AndOfASharedOneEachDeliveryGoesToExactlyOne()
    {
        using Peer receiver = SignalPeer.StartBlocked(CompeteInPeer);
        SignalPeer.RunC("queue", SignalPeer.Text(receiver.Process.Id), "43", "7");
        SignalPeer.RunC("burst", SignalPeer.Text(receiver.Process.Id), "44", "2000");
        receiver.Expect("own 7");
        receiver.Expect("2000 distinct values, each once");
    }

    [Fact]
    public void Receiver_WhileAThreadWaitsForItsSignal_IsOfTheSameKind()
    {
        using Peer receiver = SignalPeer.StartBlocked(SecondReceiverInPeer);
        receiver.Expect("True True False OperationCanceledException");
        receiver.ExpectSuccess();
    }

    [Fact]
    public void Queue_BurstToC_EachValueOnceAndInOrder()
    {
        using Peer peer = SignalPeer.StartC("order", "10000", "44");
        for (int value = 1; value <= 10000; value++)
        {
            while (true)
            {
                try
                {
                    Causeway.Signals.Queue(peer.Process.Id, new Signal(44), value);
                    break;
                }
                catch (SyscallException e) when (e.Errno == Errno.EAGAIN)
                {
                    Thread.Yield();
                }
            }
        }

        peer.Expect("in order");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Receive_TimerChildThreadAndQueueNotification_AreToldApart()
    {
        SignalSet blocked = SignalSet.Of(Signal.Chld, Signal.Usr1, Signal.Usr2, new Signal(44));
        using Peer receiver = SignalPeer.Start(blocked, CausesInPeer);
        receiver.Expect("SIGRTMIN+10 SI_TIMER, value 77, overruns True");
        receiver.Expect("ChildExited 7 True");
        receiver.Expect("ChildKilled 9 True");
        receiver.Expect("SIGUSR1 SI_TKILL True");
        receiver.Expect("SIGUSR2 SI_QUEUE 5 True");
        receiver.Expect("SIGRTMIN+10 SI_MESGQ 1311768467463790320 True");
        receiver.ExpectSuccess();
    }

    private static async Task ReceiveInPeer(string[] arguments)
    {
        using SignalReceiver receiver = new(SignalPeer.Received);
        Console.WriteLine(receiver.HasSenderInfo ? "ready" : "no sender's data");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words[0] == "values")
            {
                Console.WriteLine(string.Join(' ', Pending(receiver).Select(one => $"{one.Signal.Number}:{one.Value}")));
                continue;
            }

            int count = int.Parse(words[1], CultureInfo.InvariantCulture);
            for (int number = 1; number <= count; number++)
            {
                ReceivedSignal one = await ReceiveAsync(receiver, words[^1] == words[1] ? words[0] : words[2]);
                if (words[0] != "burst")
                    Console.WriteLine(one);
                else if (one.Value != number)
                    throw new InvalidOperationException($"{one.Value} in place of {number}");
            }

            if (words[0] == "burst")
                Console.WriteLine("in order");
        }
    }

    private static IEnumerable<ReceivedSignal> Pending(SignalReceiver receiver)
    {
        while (receiver.TryReceive(out ReceivedSignal signal))
            yield return signal;
    }

    private static async Task<ReceivedSignal> ReceiveAsync(SignalReceiver receiver, string how)
    {
        switch (how)
        {
            case "receive":
                return receiver.Receive();
            case "timed":
                return receiver.Receive(TimeSpan.FromMinutes(1));
            case "try":
                return receiver.TryReceive(out ReceivedSignal signal) ? signal : throw new InvalidOperationException("none is pending");
            case "async":
                return await receiver.ReceiveAsync();
            case "wait":
                return Causeway.Signals.Wait(SignalPeer.Received);
            default:
                await foreach (ReceivedSignal one in receiver.ReadAllAsync())
                    return one;
                throw new InvalidOperationException("the stream ended");
        }
    }

    private static async Task CompeteInPeer(string[] arguments)
    {
        using SignalReceiver own = new(SignalSet.Of(new Signal(43)));
        SignalReceiver[] shared = [.. Enumerable.Range(0, 3).Select(static _ => new SignalReceiver(SignalSet.Of(new Signal(44))))];
        List<int> values = [];
        using CancellationTokenSource enough = new();
        Task[] takers =
        [
            .. shared.Select(receiver => Named.OwnThread.Start(() => Take(() => receiver.Receive(null, enough.Token).Value))),
            Task.Run(async () =>
            {
                await foreach (ReceivedSignal one in shared[0].ReadAllAsync(enough.Token))
                    Note(one.Value);
            }),
        ];
        Console.WriteLine("ready");
        Console.WriteLine($"own {own.Receive().Value}");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(takers));
        Console.WriteLine($"{values.Distinct().Count()} distinct values, {(values.Count == 2000 ? "each once" : "some again")}");
        Array.ForEach(shared, static one => one.Dispose());

        bool Take(Func<int> next)
        {
            while (true)
                Note(next());
        }

        void Note(int value)
        {
            lock (values)
            {
                values.Add(value);
                if (values.Count == 2000)
                    enough.Cancel();
            }
        }
    }

    /// <summary>The kernel takes what a thread waits for out of its mask meanwhile.</summary>
    private static void SecondReceiverInPeer(string[] arguments)
    {
        using SignalReceiver first = new(SignalSet.Of(new Signal(44)));
        using CancellationTokenSource source = new();
        int thread = 0;
        Task<string> waiting = Named.OwnThread.Start(() =>
        {
            Volatile.Write(ref thread, LibC.gettid());
            try
            {
                return first.Receive(null, source.Token).ToString();
            }
            catch (OperationCanceledException)
            {
                return nameof(OperationCanceledException);
            }
        });
        Console.WriteLine("ready");
        SpinWait.SpinUntil(() => Volatile.Read(ref thread) is > 0 and var id && !ProcessSignals.OfThread(Environment.ProcessId, id).Blocked.Contains(new Signal(44)));
        using SignalReceiver second = new(SignalSet.Of(new Signal(44)));
        using SignalReceiver more = new(SignalSet.Of(new Signal(43), new Signal(44)));
        bool taken = Causeway.Signals.TryWait(SignalSet.Of(new Signal(44)), out _);
        source.Cancel();
        Console.WriteLine($"{second.HasSenderInfo} {more.HasSenderInfo} {taken} {waiting.GetAwaiter().GetResult()}");
    }

    private static unsafe void CausesInPeer(string[] arguments)
    {
        Console.WriteLine("ready");
        TimerInPeer();
        int self = Environment.ProcessId;
        using (SignalReceiver children = new(SignalSet.Of(Signal.Chld)))
        {
            foreach (string script in (string[])["exit 7", "kill -9 $$"])
            {
                using ChildProcess child = ChildProcess.Start("sh", "-c", script);
                ReceivedSignal signal = children.Receive();
                Console.WriteLine($"{signal.Cause} {signal.Status} {signal.SenderProcessId == child.Id}");
                child.WaitForExit();
            }
        }

        Causeway.Signals.SendToThread(self, LibC.gettid(), Signal.Usr1);
        ReceivedSignal one = Causeway.Signals.Wait(SignalSet.Of(Signal.Usr1));
        Console.WriteLine($"{one.Signal} {one.CodeName} {one.SenderProcessId == self}");
        Causeway.Signals.QueueToThread(self, LibC.gettid(), Signal.Usr2, 5);
        one = Causeway.Signals.Wait(SignalSet.Of(Signal.Usr2));
        Console.WriteLine($"{one.Signal} {one.CodeName} {one.Value} {one.SenderProcessId == self}");

        string name = $"/causeway-signal-{self}";
        using PosixMessageQueue queue = PosixMessageQueue.Create(name, 1, 8);
        PosixMessageQueue.TryDelete(name);
        using SignalReceiver notified = new(SignalSet.Of(new Signal(44)));
        queue.RegisterNotification(new Signal(44), unchecked((nint)0x123456789abcdef0));
        queue.Send("x"u8);
        one = notified.Receive();
        Console.WriteLine($"{one.Signal} {one.CodeName} {one.PointerValue} {one.SenderProcessId == self}");
    }

    /// <summary>One of every millisecond, looked at when several have run out.</summary>
    private static unsafe void TimerInPeer()
    {
        using SignalReceiver receiver = new(SignalSet.Of(new Signal(44)));
        PerArchitecture create = new(X64: 222, Arm64: 107), set = new(X64: 223, Arm64: 110), delete = new(X64: 226, Arm64: 111);
        LibC.sigevent notification = new() { sigev_notify = LibC.SIGEV_SIGNAL, sigev_signo = 44, sigev_value = 77 };
        int timer;
        Assert.Equal(0, LibC.syscall(create, LibC.CLOCK_MONOTONIC, (nint)(&notification), (nint)(&timer)));
        LibC.timespec* period = stackalloc LibC.timespec[2];
        period[0].tv_nsec = period[1].tv_nsec = 1_000_000;
        Assert.Equal(0, LibC.syscall(set, timer, 0, (nint)period, 0));
        ReceivedSignal signal;
        do
        {
            LibC.timespec pause = new() { tv_nsec = 5_000_000 };
            LibC.syscall(new PerArchitecture(X64: 35, Arm64: 101), (nint)(&pause));
            signal = receiver.Receive();
        }
        while (signal.Overrun == 0);
        LibC.syscall(delete, timer);
        _ = Pending(receiver).Count(); // before Linux 6.13 a last one stays
        Console.WriteLine($"{signal.Signal} {signal.CodeName}, value {signal.Value}, overruns {signal.Overrun > 0}");
    }
}
