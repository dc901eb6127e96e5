using System.Globalization;
using Causeway.Sys;
using Causeway.Tests.Named;

namespace Causeway.Tests.MessageQueues;

/// <summary>What the kernel's code and man pages promise in the corners, each as this library shows it.</summary>
public sealed class SysVMessageQueueEdgeTests : IDisposable
{
    private readonly SysVMessageQueue _queue = SysVMessageQueue.Create(SysVKey.Private);
    private readonly byte[] _buffer = new byte[8192];

    public void Dispose() => _queue.TryDelete();

    [Fact]
    public void Send_ToAWaitingReceiver_IsHandedOverAndNeverInTheQueue()
    {
        using Peer peer = Peer.StartC("sysv_queue", $"{_queue.Id}");
        peer.Send("receive 5 100");
        WaitUntilBlocked(peer);

        _queue.Send(5, "direct"u8);

        // Before the receiver has run: the sender itself writes down who received.
        SysVMessageQueueStatus status = _queue.GetStatus();
        Assert.Equal((0, 0, peer.Process.Id), (status.Messages, status.Bytes, status.LastReceiverProcessId));
        peer.Expect("5 6 direct");
    }

    [Fact]
    public void Send_EmptyMessage_CountsAsAMessageWithoutBytes()
    {
        _queue.Send(1, []);

        SysVMessageQueueStatus status = _queue.GetStatus();
        Assert.Equal((1, 0), (status.Messages, status.Bytes));
        Assert.True(_queue.TryReceive([], out SysVMessageInfo message));
        Assert.Equal(new SysVMessageInfo(1, 0), message);
    }

    [Fact]
    public void TrySend_EmptyMessages_AreAsManyAsTheQueueHasBytes()
    {
        _queue.Change(capacityBytes: 3);
        for (int i = 0; i < 3; i++)
            Assert.True(_queue.TrySend(1, []));
        Assert.False(_queue.TrySend(1, []));
    }

    [Fact]
    public void Send_LongerThanTheCapacity_TimesOutAndSaysThatItNeverFits()
    {
        _queue.Change(capacityBytes: 10);

        var failure = Assert.Throws<TimeoutException>(() => _queue.Send(1, new byte[11], TimeSpan.FromMilliseconds(1)));

        Assert.Contains("11 bytes never fit into its capacity (msg_qbytes) of 10 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains("/proc/sys/kernel/msgmnb", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Send_QueueStaysFull_TimesOutAndSaysHowFull()
    {
        _queue.Change(capacityBytes: 10);
        _queue.Send(1, new byte[10]);

        var failure = Assert.Throws<TimeoutException>(() => _queue.Send(1, "x"u8, TimeSpan.FromMilliseconds(1)));

        Assert.Contains("holds 10 bytes in 1 message of its capacity (msg_qbytes) of 10 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Receive_AnyBufferAndMessageSize_ComesWhole()
    {
        var random = new Random(5);
        foreach (int length in (int[])[0, 1, 7, 8, 9, 1016, 1024, 4048, 4049, 8184, 8191, 8192])
        {
            byte[] message = new byte[length];
            random.NextBytes(message);
            _queue.Send(length + 1, message);
            byte[] large = new byte[length + 100_000];
            Assert.Equal(new SysVMessageInfo(length + 1, length), _queue.Receive(large));
            Assert.Equal(message, large[..length]);
            Assert.All(large[length..], static value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void Send_AndReceiveIntoABufferOfAnySize_TouchTheirOwnBytesAlone()
    {
        const byte Untouched = 0xA5;
        var random = new Random(6);
        byte[] room = new byte[9000];
        foreach (int length in (int[])[0, 1, 63, 64, 65, 1023, 1024, 1025, 2048, 2049, 8191, 8192])
        {
            foreach (int place in (int[])[1, 64])
            {
                byte[] message = new byte[length];
                random.NextBytes(message);
                Array.Fill(room, Untouched);
                message.CopyTo(room, place);
                Assert.True(_queue.TrySend(7, room.AsSpan(place, length)));
                _queue.Send(8, room.AsSpan(place, length), TimeSpan.FromMinutes(1));
                Array.Fill(room, Untouched);

                Assert.True(_queue.TryReceive(room.AsSpan(place, length), out SysVMessageInfo first));
                Assert.Equal(new SysVMessageInfo(7, length), first);
                Assert.Equal(message, room[place..(place + length)]);
                Assert.Equal(new SysVMessageInfo(8, length / 2), _queue.Receive(room.AsSpan(place, length / 2), truncate: true));
                Assert.Equal(message, room[place..(place + length)]);
                Assert.All(room[..place].Concat(room[(place + length)..]), static value => Assert.Equal(Untouched, value));
            }
        }
    }

    [Fact]
    public void Receive_LowestUpToTheLargestType_TakesTheLowestOfAll()
    {
        foreach (long type in (long[])[long.MaxValue, 9, long.MaxValue - 1])
            _queue.Send(type, []);

        Assert.Equal([9, long.MaxValue - 1, long.MaxValue], new long[3].Select(_ => _queue.Receive(_buffer, SysVMessageSelection.LowestUpTo(long.MaxValue)).Type));
    }

    [Fact]
    public void Receive_ExceptTheOnlyTypeThere_FindsNone()
    {
        _queue.Send(4, []);
        Assert.False(_queue.TryReceive(_buffer, out _, SysVMessageSelection.Except(4)));
        Assert.Throws<TimeoutException>(() => _queue.Receive(_buffer, SysVMessageSelection.Except(4), timeout: TimeSpan.Zero));
        _queue.Send(5, []);
        Assert.Equal(5, _queue.Receive(_buffer, SysVMessageSelection.Except(4)).Type);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public void Send_ASignalMeanwhile_GoesOnWaiting(int length)
    {
        Interrupter.Install();
        byte[] message = new byte[length];
        message.AsSpan().Fill(9);
        while (_queue.TrySend(1, message))
        {
        }

        int thread = 0;
        Task<bool> sending = OwnThread.Start(() =>
        {
            Volatile.Write(ref thread, LibC.gettid());
            _queue.Send(2, message);
            return true;
        });
        for (int i = 0; i < 3; i++)
        {
            BlockedThread.WaitUntilIn(BlockedThread.Msgsnd, _queue.Id);
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Interrupter.Signal.Number));
        }

        Assert.Equal(1, _queue.Receive(_buffer).Type);
        sending.GetAwaiter().GetResult();
        Assert.Equal(new SysVMessageInfo(2, length), _queue.Receive(_buffer, SysVMessageSelection.Exactly(2)));
        Assert.Equal(message, _buffer[..length]);
    }

    [Fact]
    public void Receive_ASignalMeanwhile_GoesOnWaiting()
    {
        Interrupter.Install();
        int thread = 0;
        Task<SysVMessageInfo> receiving = Task.Factory.StartNew(
            () =>
            {
                Volatile.Write(ref thread, LibC.gettid());
                return _queue.Receive(_buffer);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (int i = 0; i < 3; i++)
        {
            BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Interrupter.Signal.Number));
        }

        _queue.Send(3, "x"u8);
        Assert.Equal(new SysVMessageInfo(3, 1), receiving.GetAwaiter().GetResult());
    }

    [Fact]
    public void Change_UserWithoutAPlaceInTheNamespace_IsEinvalAndSaysSo()
    {
        var failure = Assert.Throws<SyscallException>(() => _queue.Change(userId: uint.MaxValue));

        Assert.Equal(("msgctl(IPC_SET)", Errno.EINVAL), (failure.Operation, failure.Errno));
        Assert.Contains("user namespace", failure.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void Change_Owner_IsTheNewOwnersAndStillTheCreators()
    {
        _queue.Change(userId: 65534, groupId: 65533, capacityBytes: 100);

        SysVMessageQueueStatus status = _queue.GetStatus();
        Assert.Equal((65534u, 65533u, 0u), (status.Permissions.UserId, status.Permissions.GroupId, status.Permissions.CreatorUserId));
        OtherUser.ExpectSuccess(UseAndRemove, _queue.Id.ToString(CultureInfo.InvariantCulture));
        Assert.False(_queue.TryDelete());
    }

    [RootFact]
    public void Open_MoreAccessThanTheMode_IsRefusedAtOnce() => OtherUser.ExpectSuccess(OpenReadOnlyQueue);

    [RootFact]
    public void Send_LimitOfQueuesReached_NamesIt() => Assert.Contains("/proc/sys/kernel/msgmni", QueuesUntilFull(), StringComparison.Ordinal);

    private static string QueuesUntilFull()
    {
        // In a namespace of its own with a limit of its own, so that nobody else is short of queues.
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["-i", .. PeerCommand(CreateUntilRefused)]));
        string? message = peer.ReadLine();
        peer.ExpectSuccess();
        return message ?? "";
    }

    private static string[] PeerCommand(Delegate method)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method);
        return [options.Program, .. options.Arguments];
    }

    private static void CreateUntilRefused(string[] arguments)
    {
        File.WriteAllText("/proc/sys/kernel/msgmni", "3");
        for (int i = 0; i < 3; i++)
            SysVMessageQueue.Create(SysVKey.Private);
        var failure = Assert.Throws<SyscallException>(() => SysVMessageQueue.Create(SysVKey.Private));
        Assert.Equal(Errno.ENOSPC, failure.Errno);
        Console.WriteLine(failure.Message);
    }

    private static void UseAndRemove(string[] arguments)
    {
        var queue = new SysVMessageQueue(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        queue.Send(1, "x"u8);
        Assert.Equal(100, queue.GetStatus().CapacityBytes);
        queue.Delete();
    }

    private static void OpenReadOnlyQueue(string[] arguments)
    {
        SysVKey key = SysVTestKey.Next();
        SysVMessageQueue queue = SysVMessageQueue.Create(key, UnixFileMode.UserRead);
        try
        {
            Assert.Equal(queue, SysVMessageQueue.Open(key, FileAccess.Read));
            Assert.Throws<UnauthorizedAccessException>(() => SysVMessageQueue.Open(key));
            Assert.Throws<UnauthorizedAccessException>(() => SysVMessageQueue.Open(key, FileAccess.Write));
            Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => queue.Send(1, [])).Errno);
        }
        finally
        {
            queue.Delete();
        }
    }

    private void WaitUntilBlocked(Peer peer)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"{(int)BlockedThread.Msgrcv} 0x{_queue.Id:x} ");
        while (!File.ReadAllText($"/proc/{peer.Process.Id}/syscall").StartsWith(start, StringComparison.Ordinal))
            Thread.Yield();
    }
}
