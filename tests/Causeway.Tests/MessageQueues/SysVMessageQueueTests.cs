using System.Text;

namespace Causeway.Tests.MessageQueues;

public sealed class SysVMessageQueueTests : IDisposable
{
    private readonly SysVMessageQueue _queue = SysVMessageQueue.Create(SysVKey.Private);
    private readonly byte[] _buffer = new byte[8192];

    public void Dispose() => _queue.TryDelete();

    [Fact]
    public void Create_KeyTaken_IsEexistAndSaysOpen()
    {
        SysVKey key = SysVTestKey.Next();
        SysVMessageQueue first = SysVMessageQueue.Create(key);
        try
        {
            var failure = Assert.Throws<SyscallException>(() => SysVMessageQueue.Create(key));
            Assert.Equal(("msgget", Errno.EEXIST, key.ToString()), (failure.Operation, failure.Errno, failure.ObjectName));
            Assert.Contains("SysVMessageQueue.Open", failure.Message, StringComparison.Ordinal);
            Assert.Equal(first, SysVMessageQueue.Open(key));
            Assert.Equal(first, SysVMessageQueue.OpenOrCreate(key));
        }
        finally
        {
            SysVMessageQueue.Delete(key);
        }

        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVMessageQueue.Open(key)).Errno);
    }

    [Fact]
    public void Create_PrivateTwice_AreTwoQueues()
    {
        SysVMessageQueue other = SysVMessageQueue.Create(SysVKey.Private);
        Assert.True(other.TryDelete());
        Assert.NotEqual(_queue, other);
        Assert.Throws<ArgumentException>(() => SysVMessageQueue.Open(SysVKey.Private));
        Assert.Throws<ArgumentException>(() => SysVMessageQueue.OpenOrCreate(SysVKey.Private));
    }

    [Fact]
    public void Default_AnyCall_IsNoQueue()
    {
        Assert.Equal(-1, default(SysVMessageQueue).Id);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => default(SysVMessageQueue).GetStatus()).Errno);
        Assert.False(default(SysVMessageQueue).TryDelete());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SysVMessageQueue(-1));
    }

    [Fact]
    public void Send_TheLargestMessageAndAnEmptyOne_BothArrive()
    {
        byte[] large = new byte[(int)Math.Min(SysVMessageQueue.MaximumMessageBytes, 8192)];
        Random.Shared.NextBytes(large);

        _queue.Send(1, large);
        _queue.Send(2, []);

        SysVMessageQueueStatus status = _queue.GetStatus();
        Assert.Equal((2, large.Length, Environment.ProcessId, 0), (status.Messages, status.Bytes, status.LastSenderProcessId, status.LastReceiverProcessId));
        Assert.Equal(new SysVMessageInfo(1, large.Length), _queue.Receive(_buffer));
        Assert.Equal(large, _buffer[..large.Length]);
        Assert.Equal(new SysVMessageInfo(2, 0), _queue.Receive(_buffer));
        Assert.Equal(Environment.ProcessId, _queue.GetStatus().LastReceiverProcessId);
    }

    [Fact]
    public void Send_LongerThanTheMachineAllows_NamesTheLimit()
    {
        long limit = SysVMessageQueue.MaximumMessageBytes;
        var failure = Assert.Throws<SyscallException>(() => _queue.Send(1, new byte[limit + 1]));

        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains($"msgmax is {limit} (/proc/sys/kernel/msgmax)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Send_TypeBelowOne_IsRefused(long type)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Send(type, "x"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVMessageSelection.Exactly(type));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVMessageSelection.LowestUpTo(type));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVMessageSelection.Except(type));
    }

    [Fact]
    public async Task Send_FullQueue_FalseThenTimeoutThenCancelled()
    {
        Fill();

        Assert.False(_queue.TrySend(1, "x"u8));
        Assert.Throws<TimeoutException>(() => _queue.Send(1, "x"u8, TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => _queue.Send(1, "x"u8, TimeSpan.FromMilliseconds(20)));
        using var source = new CancellationTokenSource();
        Task sending = _queue.SendAsync(1, "x"u8.ToArray(), source.Token).AsTask();
        Assert.False(sending.IsCompleted);
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending)).CancellationToken);
    }

    [Fact]
    public async Task SendAsync_RoomIsMade_Arrives()
    {
        Fill();
        Task sending = _queue.SendAsync(7, "late"u8.ToArray()).AsTask();
        Assert.False(sending.IsCompleted);

        while (_queue.TryReceive(_buffer, out _, SysVMessageSelection.Except(7)))
        {
        }

        await sending;
        Assert.Equal(new SysVMessageInfo(7, 4), _queue.Receive(_buffer, SysVMessageSelection.Exactly(7)));
    }

    [Fact]
    public void TrySend_LongerThanTheCapacity_IsFull()
    {
        _queue.Change(capacityBytes: 10);
        Assert.False(_queue.TrySend(1, new byte[11]));
        Assert.True(_queue.TrySend(1, new byte[10]));
        Assert.Equal(10, _queue.GetStatus().CapacityBytes);
    }

    [Fact]
    public void Receive_ByType_TakesTheRightOne()
    {
        foreach (int type in (int[])[20, 10, 30, 10])
            _queue.Send(type, Encoding.UTF8.GetBytes($"{type}"));

        Assert.Equal(10, _queue.Receive(_buffer, SysVMessageSelection.LowestUpTo(20)).Type);
        Assert.Equal(30, _queue.Receive(_buffer, SysVMessageSelection.Exactly(30)).Type);
        Assert.Equal(10, _queue.Receive(_buffer, SysVMessageSelection.Except(20)).Type);
        Assert.False(_queue.TryReceive(_buffer, out _, SysVMessageSelection.Except(20)));
        Assert.False(_queue.TryReceive(_buffer, out _, SysVMessageSelection.LowestUpTo(19)));
        Assert.Equal(20, _queue.Receive(_buffer, SysVMessageSelection.LowestUpTo(long.MaxValue)).Type);
        Assert.False(_queue.TryReceive(_buffer, out _));
    }

    [Fact]
    public void Receive_BufferTooSmall_KeepsTheMessageUnlessTruncating()
    {
        _queue.Send(1, "causeway"u8);

        var failure = Assert.Throws<SyscallException>(() => _queue.Receive(_buffer.AsSpan(0, 5)));
        Assert.Equal(Errno.E2BIG, failure.Errno);
        Assert.Equal(1, _queue.GetStatus().Messages);
        Assert.Equal(new SysVMessageInfo(1, 5), _queue.Receive(_buffer.AsSpan(0, 5), truncate: true));
        Assert.Equal("cause"u8, _buffer.AsSpan(0, 5));
        Assert.Equal(0, _queue.GetStatus().Messages);
    }

    [Fact]
    public async Task Receive_NothingComes_TimeoutAndCancelled()
    {
        Assert.Throws<TimeoutException>(() => _queue.Receive(_buffer, timeout: TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => _queue.Receive(_buffer, timeout: TimeSpan.FromMilliseconds(20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Receive(_buffer, timeout: TimeSpan.FromSeconds(-5)));
        using var source = new CancellationTokenSource();
        Task<SysVMessageInfo> receiving = _queue.ReceiveAsync(_buffer, cancellationToken: source.Token).AsTask();
        Assert.False(receiving.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        Assert.Throws<OperationCanceledException>(() => _queue.Receive(_buffer, cancellationToken: source.Token));
    }

    [Fact]
    public async Task ReceiveAsync_CancelledWhileMessagesCome_LosesNone()
    {
        const int Messages = 500;
        Task sender = Task.Run(() =>
        {
            for (int i = 0; i < Messages; i++)
                _queue.Send(i + 1, BitConverter.GetBytes(i));
        });

        var received = new List<int>();
        for (int i = 0; received.Count < Messages; i++)
        {
            using var source = new CancellationTokenSource();
            ValueTask<SysVMessageInfo> receiving = _queue.ReceiveAsync(_buffer, cancellationToken: source.Token);
            Thread.SpinWait(i % 200);
            await source.CancelAsync();
            try
            {
                SysVMessageInfo message = await receiving;
                Assert.Equal(message.Type, BitConverter.ToInt32(_buffer) + 1);
                received.Add(BitConverter.ToInt32(_buffer));
            }
            catch (OperationCanceledException)
            {
                // Nothing was taken: the next round finds it.
            }
        }

        await sender;
        Assert.Equal(Enumerable.Range(0, Messages), received);
    }

    [Fact]
    public async Task Delete_WhileWaiting_IsEidrmForBothSides()
    {
        Fill();
        SysVMessageQueue empty = SysVMessageQueue.Create(SysVKey.Private);
        Task<SysVMessageInfo> receiving = empty.ReceiveAsync(_buffer).AsTask();
        Task sending = _queue.SendAsync(1, "x"u8.ToArray()).AsTask();
        BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, empty.Id);
        BlockedThread.WaitUntilIn(BlockedThread.Msgsnd, _queue.Id);

        empty.Delete();
        _queue.Delete();

        foreach (Task waiting in (Task[])[receiving, sending])
        {
            SyscallException failure = await Assert.ThrowsAsync<SyscallException>(() => waiting);
            Assert.Equal(Errno.EIDRM, failure.Errno);
            Assert.Contains("somebody removed the queue", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _queue.TrySend(1, "x"u8)).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(_queue.Delete).Errno);
        Assert.False(_queue.TryDelete());
    }

    [Fact]
    public void Change_Mode_IsInTheStatus()
    {
        _queue.Change(mode: UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        SysVPermissions permissions = _queue.GetStatus().Permissions;
        Assert.Equal((UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, SysVKey.Private), (permissions.Mode, permissions.Key));
        Assert.Throws<ArgumentOutOfRangeException>(() => _queue.Change(mode: UnixFileMode.UserExecute));
    }

    private void Fill()
    {
        while (_queue.TrySend(1, _buffer))
        {
        }
    }
}
