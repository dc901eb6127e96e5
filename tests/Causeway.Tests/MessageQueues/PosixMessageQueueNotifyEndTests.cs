namespace Causeway.Tests.MessageQueues;

/// <summary>How a registration ends that no message ended.</summary>
public sealed class PosixMessageQueueNotifyEndTests : IDisposable
{
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Fact]
    public async Task NotifyAsync_Cancelled_IsRegisteredNoMore()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using CancellationTokenSource source = new();
        Task<bool> notified = queue.NotifyAsync(source.Token).AsTask();

        await source.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await notified);
        Assert.Equal(source.Token, failure.CancellationToken);
        Assert.Equal(PosixMessageNotification.None, queue.ReadStatus().Notification);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await queue.NotifyAsync(source.Token));

        // What the cancelled one left in the socket is not taken for the next one's.
        notified = queue.NotifyAsync().AsTask();
        Assert.False(notified.IsCompleted);
        queue.Send("x"u8);
        Assert.True(await notified);
    }

    [Fact]
    public void Dispose_DescriptorDisposedBefore_IsNoError()
    {
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.RegisterNotification();
        queue.Descriptor.Dispose();
        queue.Dispose();
        Assert.Throws<ObjectDisposedException>(() => queue.RegisterNotification());
    }

    [Fact]
    public async Task NotifyAsync_CancelledWhileMessagesCome_TellsOfEachOrCancels()
    {
        const int Rounds = 500;
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        for (int i = 0; i < Rounds; i++)
        {
            using CancellationTokenSource source = new();
            Task<bool> notified = queue.NotifyAsync(source.Token).AsTask();
            Task cancel = Task.Run(source.Cancel);
            queue.Send("x"u8);
            try
            {
                Assert.True(await notified);
            }
            catch (OperationCanceledException)
            {
                // The cancellation was first.
            }

            await cancel;
            Assert.Equal(PosixMessageNotification.None, queue.ReadStatus().Notification);
            queue.Receive(_buffer);
        }
    }

    [Fact]
    public async Task NotifyAsync_Disposed_Ends_AndIsRegisteredNoMore()
    {
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using PosixMessageQueue other = PosixMessageQueue.Open(_name);
        Task<bool> notified = queue.NotifyAsync().AsTask();

        queue.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await notified);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.NotifyAsync());
        Assert.Throws<ObjectDisposedException>(() => queue.RegisterNotification());
        Assert.Equal(PosixMessageNotification.None, other.ReadStatus().Notification);
    }

    [Fact]
    public async Task Dispose_WhoAwaitedGoesOnInline_CanRegisterAgainOnAnyThread()
    {
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using PosixMessageQueue other = PosixMessageQueue.Open(_name);
        queue.InlineContinuations = true;
        Task<Task<bool>> again = RegisterWhenDisposedAsync(queue, other);

        queue.Dispose();

        Task<bool> notified = await again;
        Assert.Equal(PosixMessageNotification.Thread, other.ReadStatus().Notification);
        other.Send("x"u8);
        Assert.True(await notified);
    }

    [Fact]
    public async Task NotifyAsync_CancelledAfterAnotherRegistered_LeavesThatOne()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using PosixMessageQueue other = PosixMessageQueue.Open(_name);
        using CancellationTokenSource source = new();
        queue.InlineContinuations = true;
        Task<bool> notified = queue.NotifyAsync(source.Token).AsTask();
        var cancelling = new Thread(source.Cancel);
        lock (PosixMessageQueueRegistrations.Gate)
        {
            // It ends its wait on its own thread, and comes to the gate.
            cancelling.Start();
            Assert.True(SpinWait.SpinUntil(() => notified.IsCompleted || cancelling.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Watchdog.Limit));
            Assert.False(notified.IsCompleted);
            other.Send("x"u8);
            other.RegisterNotification();
        }

        cancelling.Join();
        Assert.True(await notified);
        Assert.Equal(PosixMessageNotification.Silent, other.ReadStatus().Notification);
    }

    [Fact]
    public async Task Dispose_WhileAReceiverWaits_EndsTheRegistrationAtOnce()
    {
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using PosixMessageQueue other = PosixMessageQueue.Open(_name);
        int descriptor = queue.Descriptor.Number;
        Task<PosixMessageInfo> waiting = Task.Factory.StartNew(() => queue.Receive(_buffer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        BlockedThread.WaitUntilIn(BlockedThread.MqTimedreceive, descriptor);
        queue.RegisterNotification();

        queue.Dispose();

        Assert.Equal(PosixMessageNotification.None, other.ReadStatus().Notification);
        other.Send("x"u8);
        Assert.Equal(1, (await waiting).Length);
    }

    [Fact]
    public async Task NotifyAsync_AnotherDescriptorOfTheQueueClosedHere_EndsWithFalse()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Task<bool> notified = queue.NotifyAsync().AsTask();
        PosixMessageQueue.Open(_name).Dispose();
        Assert.False(await notified);

        notified = queue.NotifyAsync().AsTask();
        queue.CancelNotification();
        Assert.False(await notified);
        queue.CancelNotification();
    }

    private static async Task<Task<bool>> RegisterWhenDisposedAsync(PosixMessageQueue queue, PosixMessageQueue other)
    {
        try
        {
            await queue.NotifyAsync().ConfigureAwait(false);
            Assert.Fail("told of a message that nobody sent");
        }
        catch (ObjectDisposedException)
        {
            // From here on where the wait was ended: in Dispose.
        }

        Task<bool>? notified = null;
        var registering = new Thread(() => notified = other.NotifyAsync().AsTask());
        registering.Start();
        Assert.True(registering.Join(Watchdog.Limit), "what another thread needs to register is held by who disposes");
        return notified!;
    }
}
