using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Tests.MessageQueues;

/// <summary>How a call waits: in the kernel's line of the queue, not in poll(2).</summary>
public sealed class PosixMessageQueueWaitingTests : IDisposable
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receive_Empty_SleepsInTheCallItself(bool withTimeout)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Task<PosixMessageInfo> pending = OnThread(() => queue.Receive(_buffer, withTimeout ? s_never : null));
        BlockedThread.WaitUntilIn(BlockedThread.MqTimedreceive, queue.Descriptor.Number);

        queue.Send("late"u8, 3);

        Assert.Equal(new PosixMessageInfo(4, 3), await pending);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_Full_SleepsInTheCallItself(bool withTimeout)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        queue.Send("one"u8);
        Task<bool> pending = OnThread(() =>
        {
            queue.Send("second"u8, 1, withTimeout ? s_never : null);
            return true;
        });
        BlockedThread.WaitUntilIn(BlockedThread.MqTimedsend, queue.Descriptor.Number);

        Assert.Equal(3, queue.Receive(_buffer).Length);

        await pending;
        Assert.Equal(new PosixMessageInfo(6, 1), queue.Receive(_buffer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAndReceive_DescriptionMadeNonBlockingByAnother_WaitAllTheSame(bool withTimeout)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        using SafeFileDescriptor shared = queue.Descriptor.Duplicate();
        BlockingMode.Set(shared, _name, nonBlocking: true);
        TimeSpan? timeout = withTimeout ? s_never : null;

        Assert.False(queue.TryReceive(_buffer, out _));
        Task<PosixMessageInfo> pending = OnThread(() => queue.Receive(_buffer, timeout));
        queue.Send("first"u8);
        Assert.Equal(5, (await pending).Length);

        queue.Send("x"u8);
        Assert.False(queue.TrySend("y"u8));
        Assert.Throws<TimeoutException>(() => queue.Send("y"u8, timeout: TimeSpan.FromMilliseconds(20)));
        Task<bool> sent = OnThread(() =>
        {
            queue.Send("second"u8, 0, timeout);
            return true;
        });
        Assert.Equal(1, queue.Receive(_buffer).Length);
        await sent;
        Assert.Equal(6, queue.Receive(_buffer).Length);
    }

    [Fact]
    public async Task Receive_CancelledWhileBlocked_TakesNothing()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using CancellationTokenSource source = new();
        Task<PosixMessageInfo> pending = OnThread(() => queue.Receive(_buffer, cancellationToken: source.Token));
        BlockedThread.WaitUntilIn(BlockedThread.MqTimedreceive, queue.Descriptor.Number);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        queue.Send("kept"u8);
        Assert.Equal(1, queue.CurrentMessages);
    }

    [Fact]
    public async Task Send_CancelledWhileBlocked_SendsNothing()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        queue.Send("x"u8);
        using CancellationTokenSource source = new();
        Task<bool> pending = OnThread(() =>
        {
            queue.Send("y"u8, cancellationToken: source.Token);
            return true;
        });
        BlockedThread.WaitUntilIn(BlockedThread.MqTimedsend, queue.Descriptor.Number);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        queue.Receive(_buffer);
        Assert.Equal(0, queue.CurrentMessages);
    }

    [Fact]
    public async Task Receive_SignalWithoutRestart_WaitsOn()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Interrupter.Install();
        TaskCompletionSource<int> thread = new();
        Task<PosixMessageInfo> pending = OnThread(() =>
        {
            thread.SetResult(LibC.gettid());
            return queue.Receive(_buffer);
        });
        int threadId = await thread.Task;
        for (int i = 0; i < 100; i++)
        {
            BlockedThread.WaitUntilIn(BlockedThread.MqTimedreceive, queue.Descriptor.Number);
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, threadId, Interrupter.Signal.Number));
        }

        queue.Send("late"u8);

        Assert.Equal(4, (await pending).Length);
    }

    [Fact]
    public async Task Send_SignalWithoutRestart_WaitsOn()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        queue.Send("one"u8);
        Interrupter.Install();
        TaskCompletionSource<int> thread = new();
        Task<bool> pending = OnThread(() =>
        {
            thread.SetResult(LibC.gettid());
            queue.Send("second"u8);
            return true;
        });
        int threadId = await thread.Task;
        for (int i = 0; i < 100; i++)
        {
            BlockedThread.WaitUntilIn(BlockedThread.MqTimedsend, queue.Descriptor.Number);
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, threadId, Interrupter.Signal.Number));
        }

        Assert.Equal(3, queue.Receive(_buffer).Length);

        await pending;
        Assert.Equal(6, queue.Receive(_buffer).Length);
    }

    [Fact]
    public async Task InlineContinuations_ContinueOnTheReactorsThread()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.InlineContinuations = true;
        Task<string?> name = ThreadOfContinuationAsync();

        queue.Send("x"u8);

        Assert.Equal("causeway-reactor", await name);

        async Task<string?> ThreadOfContinuationAsync()
        {
            await queue.ReceiveAsync(_buffer).ConfigureAwait(false);
            return Thread.CurrentThread.Name;
        }
    }

    private static Task<T> OnThread<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
