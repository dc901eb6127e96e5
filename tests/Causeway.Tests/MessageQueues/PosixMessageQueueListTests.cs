namespace Causeway.Tests.MessageQueues;

public sealed class PosixMessageQueueListTests : IDisposable
{
    private static readonly string[] s_nobody = ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"];
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Fact]
    public void ReadStatus_CountsBytesAndTakesNothing()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 4, 16);
        for (int i = 0; i < 3; i++)
            queue.Send("12345"u8);

        Assert.Equal(new PosixMessageQueueStatus(4, 16, 3, 15, PosixMessageNotification.None, null, null), queue.ReadStatus());
        Assert.Equal(3, queue.CurrentMessages);
    }

    [Fact]
    public void IsNonBlocking_IsTheDescriptionsFlag_AndCallsHereDoTheSame()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 4, 16);
        Assert.False(queue.IsNonBlocking);

        queue.IsNonBlocking = true;

        Assert.True(queue.IsNonBlocking);
        Assert.Equal((4, 16), (queue.ReadStatus().MaxMessages, queue.ReadStatus().MaxMessageBytes));
        Assert.Throws<TimeoutException>(() => queue.Receive(_buffer, TimeSpan.FromMilliseconds(1)));
        queue.IsNonBlocking = false;
        Assert.False(queue.IsNonBlocking);
    }

    [RootFact]
    public async Task List_Root_ShowsTheQueue_AndEndsNoRegistration()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 4, 16, Mode);
        Task<bool> notified = queue.NotifyAsync().AsTask();
        using PosixMessageQueue other = PosixMessageQueue.Open(_name);

        PosixMessageQueueEntry entry = Assert.Single(PosixMessageQueue.List(), one => one.Name == _name);

        PosixMessageQueueStatus status = new(4, 16, 0, 0, PosixMessageNotification.Thread, null, Environment.ProcessId);
        Assert.Equal(new PosixMessageQueueEntry(_name, 0, 0, Mode, status), entry);
        Assert.False(notified.IsCompleted);
        queue.Send("x"u8);
        Assert.True(await notified);
    }

    [RootFact]
    public void List_Root_NothingMounted_ShowsTheQueuesOfThisIpcNamespace() => ExpectSuccess("unshare", ["--ipc"], ListWithoutMountInPeer);

    [RootFact]
    public void List_OtherUser_MountedAnywhere_ShowsAll_WithTheStatusOfWhatItMayRead() =>
        ExpectSuccess("unshare", ["--ipc", "--mount", "sh", "-c", "while umount /dev/mqueue 2>/dev/null; do :; done; mkdir -m 755 \"$0\" && mount -t mqueue mqueue \"$0\" && \"$@\"; code=$?; umount \"$0\"; rmdir \"$0\"; exit $code",
            $"/dev/shm{_name.Name} with a space"], ListMountedInPeer);

    [RootFact]
    public void List_OtherUser_NothingMounted_IsEpermAndSaysWhatToDo() => ExpectSuccess("unshare",
        ["--ipc", "--mount", "sh", "-c", "while umount /dev/mqueue 2>/dev/null; do :; done; exec setpriv \"$@\"", "sh", .. s_nobody], ListForbiddenInPeer);

    private static void ListWithoutMountInPeer(string[] arguments)
    {
        // A namespace of its own: the queues go with it.
        Assert.Empty(PosixMessageQueue.List());
        using PosixMessageQueue one = PosixMessageQueue.Create("/one", 1, 64);
        using PosixMessageQueue two = PosixMessageQueue.Create("/a name", 1, 64, access: FileAccess.Write);
        Assert.Equal(["/a name", "/one"], PosixMessageQueue.List().Select(queue => queue.Name));
        Assert.All(PosixMessageQueue.List(), queue => Assert.NotNull(queue.Status));

        // One that can only send has nothing to be read through, and is not opened for it.
        two.RegisterNotification();
        Assert.Null(PosixMessageQueue.List()[0].Status);
        Assert.Equal(Errno.EBUSY, Assert.Throws<SyscallException>(() => two.RegisterNotification()).Errno);
        two.CancelNotification();
    }

    private static void ListMountedInPeer(string[] arguments)
    {
        using PosixMessageQueue open = PosixMessageQueue.Create("/open", 1, 64, permissions: UnixFileMode.UserRead | UnixFileMode.OtherRead);
        using PosixMessageQueue closed = PosixMessageQueue.Create("/closed", 1, 64);
        PosixMessageQueueMount.MayMount = false;
        Assert.Equal(["/closed", "/open"], PosixMessageQueue.List().Select(queue => queue.Name));

        // What cat shows of its file is what is told here.
        open.Send("five!"u8);
        open.RegisterNotification(Signal.Usr1);
        using (PosixMessageQueueMount mount = PosixMessageQueueMount.Open())
        using (ShellCommand cat = ShellCommand.OpenRead("cat", [mount.Path + "/open"]))
        using (StreamReader line = new(cat.Output))
            Assert.Equal(["QSIZE:5", "NOTIFY:0", "SIGNO:10", $"NOTIFY_PID:{Environment.ProcessId}"], line.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(new PosixMessageQueueStatus(1, 64, 1, 5, PosixMessageNotification.Signal, Signal.Usr1, Environment.ProcessId), open.ReadStatus());
        open.CancelNotification();

        using Peer peer = Peer.Start(AsNobody(ListAnothersInPeer));
        peer.ExpectSuccess();
    }

    private static void ListAnothersInPeer(string[] arguments)
    {
        IReadOnlyList<PosixMessageQueueEntry> queues = PosixMessageQueue.List();
        Assert.Equal(["/closed", "/open"], queues.Select(queue => queue.Name));
        Assert.Null(queues[0].Status);
        Assert.Equal((0u, UnixFileMode.UserRead | UnixFileMode.UserWrite), (queues[0].UserId, queues[0].Permissions));
        Assert.NotNull(queues[1].Status);
    }

    private static void ListForbiddenInPeer(string[] arguments)
    {
        var failure = Assert.Throws<SyscallException>(() => PosixMessageQueue.List());
        Assert.Equal(Errno.EPERM, failure.Errno);
        Assert.Contains("mount -t mqueue none /dev/mqueue", failure.Message, StringComparison.Ordinal);
    }

    private static ChildProcessOptions AsNobody(Delegate method)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method);
        return new ChildProcessOptions("setpriv", [.. s_nobody, options.Program, .. options.Arguments]);
    }

    private static void ExpectSuccess(string program, string[] arguments, Delegate method)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method);
        using Peer peer = Peer.Start(new ChildProcessOptions(program, [.. arguments, options.Program, .. options.Arguments]));
        peer.ExpectSuccess();
    }
}
