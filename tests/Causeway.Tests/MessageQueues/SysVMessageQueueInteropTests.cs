using System.Globalization;
using System.Text;

namespace Causeway.Tests.MessageQueues;

/// <summary>The same queue from C (tests/Peers/sysv_queue.c), from the shell's ipcrm and from another user.</summary>
public sealed class SysVMessageQueueInteropTests : IDisposable
{
    private readonly SysVMessageQueue _queue = SysVMessageQueue.Create(SysVKey.Private);
    private readonly byte[] _buffer = new byte[8192];

    public void Dispose() => _queue.TryDelete();

    private string Id => _queue.Id.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void SentHere_ReceivedInC_ByEverySelection()
    {
        using Peer peer = Peer.StartC("sysv_queue", Id);
        foreach (int type in (int[])[20, 10, 30, 7])
            _queue.Send(type, Encoding.UTF8.GetBytes($"body-{type}"));

        Say(peer, "stat", "4 27");
        Say(peer, "receive 7 100", "7 6 body-7");
        Say(peer, "receive -20 100", "10 7 body-10");
        Say(peer, "receive 20 100 except", "30 7 body-30");
        Say(peer, "receive 0 4", "E2BIG");
        Say(peer, "receive 0 4 noerror", "20 4 body");
        Say(peer, "stat", "0 0");
    }

    [Fact]
    public void SentInC_ReceivedHere_WithTypeAndWithoutANul()
    {
        using Peer peer = Peer.StartC("sysv_queue", Id);
        Say(peer, "send 3 from-c", "sent");
        Say(peer, "send 0 x", "EINVAL");

        SysVMessageInfo message = _queue.Receive(_buffer, SysVMessageSelection.Exactly(3));

        Assert.Equal(new SysVMessageInfo(3, 6), message);
        Assert.Equal("from-c"u8, _buffer.AsSpan(0, message.Length));
        SysVMessageQueueStatus status = _queue.GetStatus();
        Assert.Equal((0, peer.Process.Id, Environment.ProcessId), (status.Messages, status.LastSenderProcessId, status.LastReceiverProcessId));
    }

    [Fact]
    public async Task SentInC_WaitedForHere_WakesTheReceiver()
    {
        using Peer peer = Peer.StartC("sysv_queue", Id);
        Task<SysVMessageInfo> receiving = _queue.ReceiveAsync(_buffer, SysVMessageSelection.Exactly(5)).AsTask();
        BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);

        Say(peer, "send 4 no", "sent");
        Say(peer, "send 5 yes", "sent");

        Assert.Equal(new SysVMessageInfo(5, 3), await receiving);
    }

    [Fact]
    public async Task RemovedInC_WaitedForHere_IsEidrm()
    {
        using Peer peer = Peer.StartC("sysv_queue", Id);
        Task<SysVMessageInfo> receiving = _queue.ReceiveAsync(_buffer).AsTask();
        BlockedThread.WaitUntilIn(BlockedThread.Msgrcv, _queue.Id);

        Say(peer, "remove", "removed");

        Assert.Equal(Errno.EIDRM, (await Assert.ThrowsAsync<SyscallException>(() => receiving)).Errno);
        Say(peer, "stat", "EINVAL");
    }

    [Fact]
    public void RemovedByIpcrm_UsedHere_IsEinval()
    {
        using Peer ipcrm = Peer.Start(new ChildProcessOptions("ipcrm", "-q", Id));
        ipcrm.ExpectSuccess();

        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _queue.Receive(_buffer)).Errno);
    }

    [Fact]
    public void ManyBlocks_ThroughASecondDotnetProcess_ComeBackInOrder()
    {
        SysVMessageQueue back = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            using Peer peer = Peer.StartDotnet(Echo, Id, back.Id.ToString(CultureInfo.InvariantCulture));
            for (int i = 1; i <= 300; i++)
            {
                _queue.Send(i, BitConverter.GetBytes(i));
                Assert.Equal(i, back.Receive(_buffer).Type);
                Assert.Equal(-i, BitConverter.ToInt32(_buffer));
            }

            _queue.Send(301, []);
            peer.ExpectSuccess();
        }
        finally
        {
            back.TryDelete();
        }
    }

    [RootFact]
    public void OtherUser_QueueOfTheOwnerAlone_IsRefusedEverything()
    {
        SysVKey key = SysVTestKey.Next();
        SysVMessageQueue queue = SysVMessageQueue.Create(key);
        try
        {
            OtherUser.ExpectSuccess(BeRefused, key.Value.ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            queue.TryDelete();
        }
    }

    [RootFact]
    public void Change_CapacityBeyondMsgmnbWithoutCapSysResource_IsEpermAndNamesTheLimit() =>
        OtherUser.ExpectSuccess(BeRefusedCapacity);

    [RootFact]
    public void Change_ModeOfAQueueWithMoreThanMsgmnb_IsEpermAndNamesTheLimit()
    {
        // In an IPC namespace of its own, whose limit root lowers below what the queue there has, the namespace's first.
        ChildProcessOptions options = Peer.DotnetOptions(BeRefusedAnyChange);
        const string Nobody = "setpriv --reuid nobody --regid nogroup --clear-groups";
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["--ipc", "sh", "-c",
            $"{Nobody} ipcmk -Q -p 0600 && echo 100 >/proc/sys/kernel/msgmnb && exec {Nobody} \"$@\"", "sh", options.Program, .. options.Arguments]));
        peer.Expect("Message queue id: 0");
        string? message = peer.ReadLine();
        Assert.Contains("EPERM", message, StringComparison.Ordinal);
        Assert.Contains("a capacity of 16384 bytes takes CAP_SYS_RESOURCE, or a higher limit: msgmnb is 100", message, StringComparison.Ordinal);
        peer.ExpectSuccess();
    }

    private static void BeRefusedAnyChange(string[] arguments) =>
        Console.WriteLine(Assert.Throws<SyscallException>(() => new SysVMessageQueue(0).Change(mode: UnixFileMode.UserRead)).Message);

    private static void BeRefusedCapacity(string[] arguments)
    {
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            long limit = long.Parse(File.ReadAllText("/proc/sys/kernel/msgmnb"), CultureInfo.InvariantCulture);
            var failure = Assert.Throws<SyscallException>(() => queue.Change(capacityBytes: limit + 1));
            Assert.Equal(Errno.EPERM, failure.Errno);
            Assert.Contains($"msgmnb is {limit}", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            queue.Delete();
        }
    }

    private static void BeRefused(string[] arguments)
    {
        var key = new SysVKey(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        Assert.Throws<UnauthorizedAccessException>(() => SysVMessageQueue.Open(key));
        Assert.Throws<UnauthorizedAccessException>(() => SysVMessageQueue.OpenOrCreate(key));
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => SysVMessageQueue.Delete(key)).Errno);
        var queue = new SysVMessageQueue(FindId(key));
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => queue.TrySend(1, "x"u8)).Errno);
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => queue.TryReceive(new byte[1], out _)).Errno);
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => queue.GetStatus()).Errno);
    }

    /// <summary>/proc/sysvipc tells everybody about every queue, whatever its mode.</summary>
    private static int FindId(SysVKey key) =>
        int.Parse(
            File.ReadLines("/proc/sysvipc/msg").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(fields => fields[0] == $"{key.Value}")[1],
            CultureInfo.InvariantCulture);

    private static void Echo(string[] ids)
    {
        var from = new SysVMessageQueue(int.Parse(ids[0], CultureInfo.InvariantCulture));
        var to = new SysVMessageQueue(int.Parse(ids[1], CultureInfo.InvariantCulture));
        byte[] buffer = new byte[4];
        while (from.Receive(buffer) is { Length: > 0 } message)
            to.Send(message.Type, BitConverter.GetBytes(-BitConverter.ToInt32(buffer)));
    }

    private static void Say(Peer peer, string command, string answer)
    {
        peer.Send(command);
        peer.Expect(answer);
    }
}
