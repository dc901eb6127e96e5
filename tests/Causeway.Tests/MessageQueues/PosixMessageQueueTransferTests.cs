using System.Text;

namespace Causeway.Tests.MessageQueues;

public sealed class PosixMessageQueueTransferTests : IDisposable
{
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Fact]
    public void Receive_SeveralPriorities_HighestFirstThenOldest()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.Send("first"u8, 5);
        queue.Send("lowest"u8);
        queue.Send("highest"u8, PosixMessageQueue.MaximumPriority);
        queue.Send("second"u8, 5);

        Assert.Equal([("highest", 32767), ("first", 5), ("second", 5), ("lowest", 0)], Enumerable.Range(0, 4).Select(_ => ReceiveText(queue)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(32768)]
    public void Send_ImpossiblePriority_IsRefusedBeforeTheCall(int priority)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);

        Assert.Throws<ArgumentOutOfRangeException>(nameof(priority), () => queue.Send("x"u8, priority));
    }

    [Fact]
    public void Send_TooLong_IsEmsgsizeAndNamesTheLimit()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 2, 16);

        var failure = Assert.Throws<SyscallException>(() => queue.Send(new byte[17]));

        Assert.Equal(Errno.EMSGSIZE, failure.Errno);
        Assert.Contains("17 bytes and the queue takes 16", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Send_Empty_IsAMessage()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.Send([], 3);

        Assert.Equal(1, queue.CurrentMessages);
        Assert.Equal(new PosixMessageInfo(0, 3), queue.Receive(_buffer));
    }

    [Fact]
    public void Receive_ShortBuffer_IsRefusedAndTheMessageStays()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 2, 16);
        queue.Send("x"u8);

        Assert.Throws<ArgumentException>("buffer", () => queue.Receive(new byte[15]));

        Assert.Equal(1, queue.CurrentMessages);
    }

    [Fact]
    public void Try_FullAndEmpty_AnswerFalse()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        Assert.False(queue.TryReceive(_buffer, out _));
        Assert.True(queue.TrySend("x"u8));
        Assert.False(queue.TrySend("y"u8));
        Assert.True(queue.TryReceive(_buffer, out PosixMessageInfo message));
        Assert.Equal(1, message.Length);
    }

    [Fact]
    public void TryReceive_Empty_TellsOfNoMessage()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        queue.Send("x"u8, priority: 7);
        Assert.True(queue.TryReceive(_buffer, out PosixMessageInfo message));
        Assert.Equal(new PosixMessageInfo(1, 7), message);
        Assert.False(queue.TryReceive(_buffer, out message));
        Assert.Equal(default, message);
    }

    [Fact]
    public void SendAndReceive_Timeout_ThrowsAndChangesNothing()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        Assert.Throws<TimeoutException>(() => queue.Receive(_buffer, TimeSpan.FromMilliseconds(20)));
        queue.Send("x"u8, timeout: TimeSpan.Zero);
        Assert.Throws<TimeoutException>(() => queue.Send("y"u8, timeout: TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => queue.Send("y"u8, timeout: TimeSpan.FromMilliseconds(20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Send("y"u8, timeout: TimeSpan.FromSeconds(-2)));
        Assert.Equal(1, queue.CurrentMessages);
    }

    [Fact]
    public void Receive_OpenedToSendOnly_IsEbadf()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64, access: FileAccess.Write);
        using PosixMessageQueue reader = PosixMessageQueue.Open(_name, FileAccess.Read);

        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => queue.Receive(_buffer)).Errno);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => reader.Send("x"u8)).Errno);
    }

    [Fact]
    public async Task SyncAndAsync_AfterDispose_Throw()
    {
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.Dispose();

        Assert.Throws<ObjectDisposedException>(() => queue.Send("x"u8));
        Assert.Throws<ObjectDisposedException>(() => queue.Receive(_buffer));
        Assert.Throws<ObjectDisposedException>(() => queue.CurrentMessages);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.ReceiveAsync(_buffer));
    }

    [Fact]
    public void Receive_Cancelled_TakesNothing()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(20));

        var failure = Assert.ThrowsAny<OperationCanceledException>(() => queue.Receive(_buffer, cancellationToken: source.Token));

        Assert.Equal(source.Token, failure.CancellationToken);
        queue.Send("x"u8);
        Assert.ThrowsAny<OperationCanceledException>(() => queue.Receive(_buffer, cancellationToken: source.Token));
        Assert.Equal(1, queue.CurrentMessages);
    }

    [Fact]
    public async Task ReceiveAsync_Empty_CompletesWithTheNextMessage()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer);
        Assert.False(pending.IsCompleted);

        queue.Send("late"u8, 2);

        Assert.Equal(new PosixMessageInfo(4, 2), await pending);
    }

    [Fact]
    public async Task SendAsync_Full_CompletesWhenThereIsRoom()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        queue.Send("one"u8);
        ValueTask pending = queue.SendAsync("two"u8.ToArray());
        Assert.False(pending.IsCompleted);

        queue.Receive(_buffer);
        await pending;

        Assert.Equal("two", ReceiveText(queue).Text);
    }

    [Fact]
    public async Task ReceiveAsync_CancelledWhileMessagesCome_LosesNone()
    {
        const int Rounds = 500;
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        int received = 0;
        for (int i = 0; i < Rounds; i++)
        {
            using CancellationTokenSource source = new();
            ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer, source.Token);
            Task cancel = source.CancelAsync();
            queue.Send("x"u8);
            await cancel;
            try
            {
                await pending;
                received++;
            }
            catch (OperationCanceledException)
            {
                await queue.ReceiveAsync(_buffer);
                received++;
            }
        }

        Assert.Equal(Rounds, received);
        Assert.Equal(0, queue.CurrentMessages);
    }

    [Fact]
    public async Task ReceiveAsync_DisposedMeanwhile_Ends()
    {
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer);

        queue.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pending);
    }

    private (string Text, int Priority) ReceiveText(PosixMessageQueue queue)
    {
        PosixMessageInfo message = queue.Receive(_buffer);
        return (Encoding.UTF8.GetString(_buffer, 0, message.Length), message.Priority);
    }
}
