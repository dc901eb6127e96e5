namespace Causeway.Tests.MessageQueues;

/// <summary>Notifications between this process and C (tests/Peers/posix_queue.c).</summary>
public sealed class PosixMessageQueueNotifyInteropTests : IDisposable
{
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Fact]
    public async Task Send_PeerRegisteredForASignal_IsNotified_EvenWhileWeWaited()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using CancellationTokenSource source = new();
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
        using Peer peer = Register("notify");

        Assert.Equal((PosixMessageNotification.Signal, Signal.Usr1, peer.Process.Id, 0L), (queue.ReadStatus().Notification,
            queue.ReadStatus().NotificationSignal, queue.ReadStatus().NotificationProcessId, queue.ReadStatus().QueuedBytes));
        queue.Send("tick"u8);

        peer.Expect("notified 0");
        peer.Expect("0 4 tick");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Send_PeerRegisteredForAThread_IsNotified()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using Peer peer = Register("notify-thread");
        Assert.Equal((PosixMessageNotification.Thread, peer.Process.Id), (queue.ReadStatus().Notification, queue.ReadStatus().NotificationProcessId));

        queue.Send("abc"u8);

        peer.Expect("Read 3 bytes from MQ");
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task NotifyAsync_PeerIsRegistered_IsEbusyAndNamesIt_UntilItEnds()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using (Peer peer = Register("notify"))
        {
            Exception[] failures =
            [
                await Assert.ThrowsAsync<SyscallException>(async () => await queue.NotifyAsync()),
                Assert.Throws<SyscallException>(() => queue.RegisterNotification()),
                Assert.Throws<SyscallException>(() => queue.RegisterNotification(Signal.Usr1)),
            ];
            Assert.All(failures, failure => Assert.Equal(Errno.EBUSY, ((SyscallException)failure).Errno));
            Assert.All(failures, failure => Assert.Contains($"process {peer.Process.Id} is registered", failure.Message, StringComparison.Ordinal));

            // This process's end of a registration is not the peer's.
            queue.CancelNotification();
            Assert.Equal(peer.Process.Id, queue.ReadStatus().NotificationProcessId);
        }

        Task<bool> notified = queue.NotifyAsync().AsTask();
        queue.Send("x"u8);
        Assert.True(await notified);
    }

    [Fact]
    public async Task NotifyAsync_PeerSends_CompletesForTheFirst_AndThePeersOwnIsRefusedMeanwhile()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Task<bool> notified = queue.NotifyAsync().AsTask();
        Say("EBUSY", "notify");
        Say("EBUSY", "notify-thread");

        Say("sent", "send", "1", "one");
        Say("sent", "send", "2", "two");

        Assert.True(await notified);
        Assert.Equal(2, queue.CurrentMessages);
    }

    [Fact]
    public async Task NotifyAsync_PeerClosesItsDescriptor_StaysRegistered()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Task<bool> notified = queue.NotifyAsync().AsTask();

        Say("opened", "open", "r");

        Assert.Equal(Environment.ProcessId, queue.ReadStatus().NotificationProcessId);
        queue.Send("x"u8);
        Assert.True(await notified);
    }

    [Fact]
    public async Task NotifyAsync_RegisteredPeerKilled_ThePlaceIsFree()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using Peer peer = Peer.StartDotnet(RegisterAndWaitInPeer, _name);
        peer.Expect("registered");
        Assert.Equal(peer.Process.Id, queue.ReadStatus().NotificationProcessId);

        peer.Process.Kill();
        peer.Process.WaitForExit();

        Task<bool> notified = queue.NotifyAsync().AsTask();
        queue.Send("x"u8);
        Assert.True(await notified);
    }

    private static async Task RegisterAndWaitInPeer(string[] arguments)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Open(arguments[0]);
        Task<bool> notified = queue.NotifyAsync().AsTask();
        Console.WriteLine("registered");
        await notified;
    }

    private Peer Register(string verb)
    {
        Peer peer = Peer.StartC("posix_queue", verb, _name);
        peer.Expect("registered");
        return peer;
    }

    private void Say(string expected, string verb, params string[] arguments)
    {
        using Peer peer = Peer.StartC("posix_queue", [verb, _name, .. arguments]);
        peer.Expect(expected);
        peer.ExpectSuccess();
    }
}
