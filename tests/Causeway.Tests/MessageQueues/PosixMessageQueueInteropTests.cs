using System.Text;

namespace Causeway.Tests.MessageQueues;

/// <summary>The same queue from C (tests/Peers/posix_queue.c).</summary>
public sealed class PosixMessageQueueInteropTests : IDisposable
{
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Fact]
    public void Open_CreatedInC_HasItsAttributes()
    {
        Say("created", "create", _name, "10", "2048");

        using PosixMessageQueue queue = PosixMessageQueue.Open(_name);

        Assert.Equal((10, 2048, 0), (queue.MaxMessages, queue.MaxMessageBytes, queue.CurrentMessages));
        queue.Send("x"u8);
        Say("10 2048 1", "attributes", _name);
    }

    [Fact]
    public void Receive_SentInC_ByPriorityWithoutANul()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Say("sent", "send", _name, "5", "msg-a");
        Say("sent", "send", _name, "0", "msg-b");
        Say("sent", "send", _name, "10", "msg-c");

        Assert.Equal([(10, "msg-c"), (5, "msg-a"), (0, "msg-b")], Enumerable.Range(0, 3).Select(_ =>
        {
            PosixMessageInfo message = queue.Receive(_buffer);
            return (message.Priority, Encoding.UTF8.GetString(_buffer, 0, message.Length));
        }));
        Say("EAGAIN", "try-receive", _name);
    }

    [Fact]
    public void Send_FullOnBothSides_IsEagainThereAndFalseHere()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        Say("sent", "try-send", _name, "0", "x");
        Say("EAGAIN", "try-send", _name, "0", "x");
        Assert.False(queue.TrySend("x"u8));
    }

    [Fact]
    public void Send_ReceiverBlockedInC_GetsItAtOnce()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using Peer peer = Peer.StartC("posix_queue", "waiting-receive", _name);
        peer.Expect("waiting");

        queue.Send("hello"u8, 4);

        peer.Expect("4 5 hello");
        peer.ExpectSuccess();
        Assert.Equal(0, queue.CurrentMessages);
    }

    [Fact]
    public async Task ReceiveAsync_PeerSends_Completes()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer);

        Say("sent", "send", _name, "7", "from C");

        Assert.Equal(new PosixMessageInfo(6, 7), await pending);
    }

    [Fact]
    public async Task SendAsync_PeerReceives_Completes()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1);
        queue.Send("one"u8);
        ValueTask pending = queue.SendAsync("two"u8.ToArray());

        Say("0 3 one", "receive", _name);

        await pending;
        Say("0 3 two", "receive", _name);
    }

    [Fact]
    public void Create_InCWithoutSizes_HasTheMachinesDefaults()
    {
        PosixMessageQueueLimits limits = PosixMessageQueueLimits.Read();

        Say($"{limits.DefaultMessages} {limits.DefaultMessageBytes}", "make-and-remove", _name);

        Assert.False(PosixMessageQueue.TryDelete(_name));
        if (Environment.IsPrivilegedProcess)
            Assert.DoesNotContain(PosixMessageQueue.List(), queue => queue.Name == _name);
    }

    [Fact]
    public void Descriptor_InheritedByAChild_IsTheSameQueue()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.Send("inherited"u8, 6);
        ChildProcessOptions options = new(CCompiler.Compile("posix_queue"), ["inherited", _name, "5"]);
        options.Descriptors[5] = queue.Descriptor;

        using Peer peer = Peer.Start(options);

        peer.Expect("6 9 inherited");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Receive_SentInPython_HasBytesAndPriority()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using Peer peer = Peer.Start(new ChildProcessOptions("python3", ["-c",
            "import ctypes, sys; libc = ctypes.CDLL(None); queue = libc.mq_open(sys.argv[1].encode(), 1); sys.exit(libc.mq_send(queue, b'py', ctypes.c_size_t(2), 9))", _name]));
        peer.ExpectSuccess();

        Assert.Equal(new PosixMessageInfo(2, 9), queue.Receive(_buffer));
        Assert.Equal("py"u8, _buffer.AsSpan(0, 2));
    }

    [Fact]
    public void Delete_InC_TheQueueGoesOnHere()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        Say("unlinked", "unlink", _name);

        queue.Send("x"u8);

        Assert.Equal(1, queue.Receive(_buffer).Length);
        Say("ENOENT", "open", _name, "r");
    }

    [RootFact]
    public void Permissions_OtherUser_GetsExactlyThem()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64, permissions: UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        OtherUser.Expect("opened", "posix_queue", "open", _name, "r");
        OtherUser.Expect("EACCES", "posix_queue", "open", _name, "w");
        OtherUser.Expect("EACCES", "posix_queue", "unlink", _name);
    }

    [RootFact]
    public void OpenAndDelete_AnothersQueue_AreUnauthorized()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        OtherUser.ExpectSuccess(TouchAnothersInPeer, _name);
    }

    private static void TouchAnothersInPeer(string[] arguments)
    {
        var refused = Assert.Throws<UnauthorizedAccessException>(() => PosixMessageQueue.Open(arguments[0], FileAccess.Read));
        Assert.Equal(Errno.EACCES, Assert.IsType<SyscallException>(refused.InnerException).Errno);
        Assert.Throws<UnauthorizedAccessException>(() => PosixMessageQueue.Delete(arguments[0]));
        Assert.Throws<UnauthorizedAccessException>(() => PosixMessageQueue.OpenOrCreate(arguments[0]));
    }

    private static void Say(string expected, params string[] arguments)
    {
        using Peer peer = Peer.StartC("posix_queue", arguments);
        peer.Expect(expected);
        peer.ExpectSuccess();
    }
}
