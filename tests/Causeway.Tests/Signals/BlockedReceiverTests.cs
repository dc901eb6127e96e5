using System.Globalization;

namespace Causeway.Tests.Signals;

/// <summary>What ends a wait for blocked signals, what it needs and what it costs.</summary>
public sealed class BlockedReceiverTests
{
    [Fact]
    public void Receive_NothingComes_TimeoutTokenAndDisposeEndTheWait_AndLaterDeliveriesAreStillThere()
    {
        using Peer receiver = SignalPeer.StartBlocked(EndingsInPeer);
        receiver.Expect("empty TimeoutException TimeoutException OperationCanceledException OperationCanceledException OperationCanceledException ObjectDisposedException ObjectDisposedException");
        SignalPeer.RunC("queue", SignalPeer.Text(receiver.Process.Id), "44", "1");
        receiver.Send("");
        receiver.Expect("1");
        receiver.ExpectSuccess();
    }

    [Fact]
    public void Child_StartedWithSignalsBlocked_HasThemBlockedInEveryThread_AndMixedReceiversAreRefused()
    {
        using Peer receiver = SignalPeer.StartBlocked(MixedInPeer);
        receiver.Expect("SIGUSR1: blocked in every thread of this process, unlike SIGHUP; make a receiver of each kind");
        receiver.Expect("SIGHUP: not blocked in every thread");
        foreach (string thread in Directory.GetDirectories($"/proc/{receiver.Process.Id}/task"))
        {
            try
            {
                ProcessSignals state = ProcessSignals.OfThread(receiver.Process.Id, int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture));
                Assert.True(state.Blocked.IsSupersetOf(SignalPeer.Received), $"{thread} blocks {state.Blocked}");
            }
            catch (SyscallException e) when (e.Errno == Errno.ESRCH)
            {
                // The thread has ended meanwhile.
            }
        }

        receiver.CloseInput();
        receiver.ExpectSuccess();
    }

    [Fact]
    public void QueueReceiveAndWait_AllocateNothing()
    {
        using Peer receiver = SignalPeer.StartBlocked(AllocationsInPeer);
        receiver.Expect("0 bytes");
    }

    private static void AllocationsInPeer(string[] arguments)
    {
        using SignalReceiver receiver = new(SignalPeer.Received);
        Console.WriteLine("ready");
        Signal signal = new(44);
        long least = Allocations.Least(500, () =>
        {
            Causeway.Signals.Queue(Environment.ProcessId, signal, 1);
            receiver.Receive();
            Causeway.Signals.Queue(Environment.ProcessId, signal, 2);
            Assert.True(receiver.TryReceive(out _));
            Causeway.Signals.Queue(Environment.ProcessId, signal, 3);
            Causeway.Signals.Wait(SignalPeer.Received);
        });
        Console.WriteLine($"{least} bytes");
    }

    private static async Task EndingsInPeer(string[] arguments)
    {
        SignalReceiver receiver = new(SignalPeer.Received);
        using CancellationTokenSource source = new();
        Console.WriteLine("ready");
        List<string> endings = [receiver.TryReceive(out _) || Causeway.Signals.TryWait(SignalPeer.Received, out _) ? "something" : "empty"];
        endings.Add(Ending(() => receiver.Receive(TimeSpan.FromMilliseconds(1))));
        endings.Add(Ending(() => Causeway.Signals.Wait(SignalPeer.Received, TimeSpan.Zero)));
        Task<string> blocked = Named.OwnThread.Start(() => Ending(() => receiver.Receive(null, source.Token)));
        Task<string> waiting = Named.OwnThread.Start(() => Ending(() => Causeway.Signals.Wait(SignalPeer.Received, null, source.Token)));
        Task<ReceivedSignal> awaiting = receiver.ReceiveAsync(source.Token).AsTask();
        await source.CancelAsync();
        endings.AddRange([await blocked, await waiting, Ending(() => awaiting.GetAwaiter().GetResult())]);
        Task<ReceivedSignal> last = receiver.ReceiveAsync().AsTask();
        receiver.Dispose();
        endings.AddRange([Ending(() => last.GetAwaiter().GetResult()), Ending(() => receiver.Receive())]);
        Console.WriteLine(string.Join(' ', endings));
        Console.ReadLine();
        using SignalReceiver later = new(SignalPeer.Received);
        Console.WriteLine(later.Receive().Value);
    }

    private static string Ending(Func<ReceivedSignal> receive)
    {
        try
        {
            return receive().ToString();
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    private static void MixedInPeer(string[] arguments)
    {
        Console.WriteLine("ready");
        SignalSet mixed = SignalSet.Of(Signal.Usr1, Signal.Hup);
        Console.WriteLine(Assert.Throws<InvalidOperationException>(() => new SignalReceiver(mixed)).Message);
        Console.WriteLine(Assert.Throws<InvalidOperationException>(() => Causeway.Signals.Wait(mixed)).Message.Split(" of this")[0]);
        Console.ReadLine();
    }
}
