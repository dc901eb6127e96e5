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
}
