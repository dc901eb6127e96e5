using System.Globalization;

namespace Causeway.Tests.MessageQueues;

public sealed class SysVMessageQueueListTests : IDisposable
{
    private readonly SysVKey _key = SysVTestKey.Next();
    private readonly SysVMessageQueue _queue;

    public SysVMessageQueueListTests() => _queue = SysVMessageQueue.Create(_key);

    public void Dispose() => _queue.TryDelete();

    [Fact]
    public void List_AQueue_IsThereWithItsState()
    {
        _queue.Send(1, "12345"u8);

        SysVMessageQueueEntry entry = SysVMessageQueue.List().Single(entry => entry.Queue == _queue);

        Assert.Equal(_queue.GetStatus(), entry.Status);
        Assert.Equal((_key, 1, 5), (entry.Status.Permissions.Key, entry.Status.Messages, entry.Status.Bytes));
        _queue.Delete();
        Assert.DoesNotContain(SysVMessageQueue.List(), entry => entry.Queue == _queue);
    }

    [Fact]
    public void List_TheSameQueue_AsProcAndC()
    {
        using Peer peer = Peer.StartC("sysv_queue", _queue.Id.ToString(CultureInfo.InvariantCulture));
        peer.Send("send 4 abc");
        peer.Expect("sent");
        peer.Send("list");

        SysVMessageQueueStatus status = SysVMessageQueue.List().Single(entry => entry.Queue == _queue).Status;
        string line = string.Create(CultureInfo.InvariantCulture, $"{_queue.Id} 0x{_key.Value:x8} {status.Messages} {status.Bytes} {peer.Process.Id} 0");

        Assert.Equal("1 3", string.Create(CultureInfo.InvariantCulture, $"{status.Messages} {status.Bytes}"));
        Assert.Equal(peer.Process.Id, status.LastSenderProcessId);
        Assert.Contains(line, ReadUntilEnd(peer));
        string[] fields = File.ReadLines("/proc/sysvipc/msg").Select(static text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(fields => fields[0] == $"{_key.Value}");
        Assert.Equal([$"{_queue.Id}", "600", "3", "1"], fields[1..5]);
    }

    [RootFact]
    public void List_QueueOfAnotherUser_IsThereWithoutReadPermission() =>
        OtherUser.ExpectSuccess(FindUnreadable, _queue.Id.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Limits_AreThoseOfProc()
    {
        _queue.Send(1, "12345"u8);

        SysVMessageQueueLimits limits = SysVMessageQueueLimits.Read();

        Assert.Equal(Setting("msgmax"), limits.MaxMessageBytes);
        Assert.Equal(Setting("msgmnb"), limits.DefaultCapacityBytes);
        Assert.Equal(Setting("msgmni"), limits.MaxQueues);
        Assert.Equal(limits.DefaultCapacityBytes, _queue.GetStatus().CapacityBytes);
        Assert.True(limits is { Queues: >= 1, Messages: >= 1, Bytes: >= 5 }, limits.ToString());
    }

    private static void FindUnreadable(string[] arguments)
    {
        var queue = new SysVMessageQueue(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => queue.GetStatus()).Errno);
        Assert.Equal(0u, SysVMessageQueue.List().Single(entry => entry.Queue == queue).Status.Permissions.UserId);
    }

    private static List<string> ReadUntilEnd(Peer peer)
    {
        var lines = new List<string>();
        while (peer.ReadLine() is { } line and not "end")
            lines.Add(line);
        return lines;
    }

    private static int Setting(string name) => int.Parse(File.ReadAllText($"/proc/sys/kernel/{name}"), CultureInfo.InvariantCulture);
}
