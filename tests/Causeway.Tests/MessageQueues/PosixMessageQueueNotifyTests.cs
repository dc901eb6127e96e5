using System.Runtime.InteropServices;

namespace Causeway.Tests.MessageQueues;

public sealed class PosixMessageQueueNotifyTests : IDisposable
{
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Fact]
    public async Task NotifyAsync_MessageInTheEmptyQueue_Completes_AndTakesNothing()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Task<bool> notified = queue.NotifyAsync().AsTask();
        Assert.False(notified.IsCompleted);

        queue.Send("x"u8);

        Assert.True(await notified);
        Assert.Equal(1, queue.CurrentMessages);
    }

    [Fact]
    public async Task NotifyAsync_IsOneShot_AndCanBeAskedAgainAndAgain()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        for (int i = 0; i < 100; i++)
        {
            Task<bool> notified = queue.NotifyAsync().AsTask();
            Assert.Equal(PosixMessageNotification.Thread, queue.ReadStatus().Notification);
            queue.Send("x"u8);
            Assert.True(await notified);
            Assert.Equal(PosixMessageNotification.None, queue.ReadStatus().Notification);
            queue.Receive(_buffer);
        }
    }

    [Fact]
    public async Task NotifyAsync_QueueNotEmpty_CompletesOnlyWhenItWasEmptiedAndFilled()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.Send("before"u8);
        Task<bool> notified = queue.NotifyAsync().AsTask();
        queue.Send("more"u8);
        Assert.Equal(PosixMessageNotification.Thread, queue.ReadStatus().Notification);

        while (queue.TryReceive(_buffer, out _))
            Assert.False(notified.IsCompleted);
        queue.Send("first in the empty queue"u8);

        Assert.True(await notified);
    }

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
            Assert.True(SpinWait.SpinUntil(() => notified.IsCompleted || cancelling.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(50)));
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

    [Fact]
    public async Task NotifyAsync_SecondInThisProcess_IsEbusyAndSaysSo()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using PosixMessageQueue other = PosixMessageQueue.Open(_name);
        Task<bool> notified = queue.NotifyAsync().AsTask();

        foreach (PosixMessageQueue one in new[] { queue, other })
        {
            var failure = await Assert.ThrowsAsync<SyscallException>(async () => await one.NotifyAsync());
            Assert.Equal(Errno.EBUSY, failure.Errno);
            Assert.Contains("this process is registered already", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(Errno.EBUSY, Assert.Throws<SyscallException>(() => other.RegisterNotification()).Errno);
        queue.Send("x"u8);
        Assert.True(await notified);
    }

    [Fact]
    public async Task NotifyAsync_WaitingReceiver_TakesTheMessageAndTheRegistrationStays()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Task<bool> notified = queue.NotifyAsync().AsTask();
        Task<PosixMessageInfo> waiting = Task.Factory.StartNew(() => queue.Receive(_buffer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        BlockedThread.WaitUntilIn(BlockedThread.MqTimedreceive, queue.Descriptor.Number);

        queue.Send("for the receiver"u8);
        await waiting;

        Assert.Equal(PosixMessageNotification.Thread, queue.ReadStatus().Notification);
        queue.Send("x"u8);
        Assert.True(await notified);
    }

    [Fact]
    public async Task NotifyAsync_RegisteredThenEmptied_MissesNoMessage()
    {
        const int Messages = 20_000;
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Task sender = Task.Factory.StartNew(() =>
        {
            for (int i = 0; i < Messages; i++)
                queue.Send("x"u8);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // Emptied by attempts: the sender goes on between any two of these steps.
        int received = 0;
        while (true)
        {
            Task<bool> notified = queue.NotifyAsync().AsTask();
            while (queue.TryReceive(_buffer, out _))
                received++;
            if (received == Messages)
            {
                queue.CancelNotification();
                await notified;
                break;
            }

            Assert.True(await notified);
        }

        await sender;
        Assert.Equal(Messages, received);
    }

    [Fact]
    public void RegisterNotification_Silent_OnlyOccupiesThePlace()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.RegisterNotification();

        PosixMessageQueueStatus status = queue.ReadStatus();
        Assert.Equal((PosixMessageNotification.Silent, null, Environment.ProcessId), (status.Notification, status.NotificationSignal, status.NotificationProcessId));

        queue.Send("x"u8);
        Assert.Equal(PosixMessageNotification.None, queue.ReadStatus().Notification);
    }

    [Fact]
    public async Task RegisterNotification_Signal_ReachesPosixSignalRegistration_Once()
    {
        const int Usr1 = 10;
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using SemaphoreSlim signalled = new(0);
        using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)Usr1, context =>
        {
            context.Cancel = true;
            signalled.Release();
        });
        queue.RegisterNotification(Signal.Usr1, 42);
        Assert.Equal((PosixMessageNotification.Signal, Signal.Usr1), (queue.ReadStatus().Notification, queue.ReadStatus().NotificationSignal));

        queue.Send("x"u8);

        await signalled.WaitAsync();
        queue.Receive(_buffer);
        queue.Send("nobody is told of this one"u8);
        queue.RegisterNotification(Signal.Usr1);
        queue.Receive(_buffer);
        queue.Send("x"u8);
        await signalled.WaitAsync();
        Assert.Equal(0, signalled.CurrentCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(19)]
    [InlineData(32)]
    [InlineData(34)]
    [InlineData(35)]
    [InlineData(61)]
    public void RegisterNotification_SignalThatCannotBe_IsRefusedBeforeTheCall(int number)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Assert.ThrowsAny<ArgumentException>(() => queue.RegisterNotification(new Signal(number)));
        Assert.Equal(PosixMessageNotification.None, queue.ReadStatus().Notification);
    }

    [Fact]
    public async Task NotifyAsync_OpenedToSendOnly_WorksToo_AndBusyCannotSayWho()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64, access: FileAccess.Write);
        Task<bool> notified = queue.NotifyAsync().AsTask();

        Assert.Contains("another process or this one", (await Assert.ThrowsAsync<SyscallException>(async () => await queue.NotifyAsync())).Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => queue.ReadStatus()).Errno);

        queue.Send("x"u8);
        Assert.True(await notified);
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
        Assert.True(registering.Join(TimeSpan.FromSeconds(50)), "what another thread needs to register is held by who disposes");
        return notified!;
    }
}
