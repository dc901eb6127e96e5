using Causeway.Sys;

namespace Causeway.Tests.MessageQueues;

public sealed class PosixMessageQueueTests : IDisposable
{
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[65536];

    public void Dispose() => _name.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("noslash")]
    [InlineData("/")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/b")]
    [InlineData("/nul\0")]
    public void AnyVerb_ImpossibleName_IsRefusedBeforeTheCall(string name)
    {
        Assert.ThrowsAny<ArgumentException>(() => PosixMessageQueue.Create(name));
        Assert.ThrowsAny<ArgumentException>(() => PosixMessageQueue.Open(name));
        Assert.ThrowsAny<ArgumentException>(() => PosixMessageQueue.OpenOrCreate(name));
        Assert.ThrowsAny<ArgumentException>(() => PosixMessageQueue.Delete(name));
        Assert.ThrowsAny<ArgumentException>(() => PosixMessageQueue.TryDelete(name));
    }

    [Fact]
    public void Open_NameThatIsNoUtf8_IsRefusedBeforeTheCall() =>
        Assert.ThrowsAny<ArgumentException>(() => PosixMessageQueue.Open("/" + (char)0xD800));

    [Fact]
    public void Create_NameOf255Bytes_Works_And256_IsRefused()
    {
        string longest = _name.Name.PadRight(256, 'x');
        PosixMessageQueue.Create(longest, 1, 1).Dispose();
        PosixMessageQueue.Delete(longest);

        Assert.Throws<ArgumentException>("name", () => PosixMessageQueue.Create(longest + "x"));
        Assert.Throws<ArgumentException>("name", () => PosixMessageQueue.Create("/" + new string('é', 128)));
    }

    [Fact]
    public void Open_NoSuchQueue_IsEnoentAndSaysWhatToDo()
    {
        var failure = Assert.Throws<SyscallException>(() => PosixMessageQueue.Open(_name));

        Assert.Equal(Errno.ENOENT, failure.Errno);
        Assert.Equal("mq_open", failure.Operation);
        Assert.Equal(_name.Name, failure.ObjectName);
        Assert.Contains("PosixMessageQueue.Create", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Exists_IsEexist()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 1, 1);

        var failure = Assert.Throws<SyscallException>(() => PosixMessageQueue.Create(_name, 1, 1));

        Assert.Equal(Errno.EEXIST, failure.Errno);
    }

    [Fact]
    public void Create_WithoutSizes_TakesTheMachinesDefaults()
    {
        PosixMessageQueueLimits limits = PosixMessageQueueLimits.Read();
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name);

        Assert.Equal(limits.DefaultMessages, queue.MaxMessages);
        Assert.Equal(limits.DefaultMessageBytes, queue.MaxMessageBytes);
        Assert.Equal(0, queue.CurrentMessages);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    public void Create_SizeNotPositive_IsRefusedBeforeTheCall(int maxMessages, int maxMessageBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PosixMessageQueue.Create(_name, maxMessages, maxMessageBytes));

    [Fact]
    public void Create_SizeOverTheHardLimit_IsEinvalAndNamesTheLimits()
    {
        // Over what even a privileged user may have (HARD_MSGSIZEMAX).
        var failure = Assert.Throws<SyscallException>(() => PosixMessageQueue.Create(_name, 1, (16 * 1024 * 1024) + 1));

        Assert.Equal(Errno.EINVAL, failure.Errno);
        PosixMessageQueueLimits limits = PosixMessageQueueLimits.Read();
        Assert.Contains($"msg_max is {limits.MaxMessages}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"msgsize_max {limits.MaxMessageBytes}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("sysctl", failure.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void Create_OverMsgMaxOrMsgsizeMax_IsEinval_UntilTheyAreRaised()
    {
        // In an IPC namespace of its own, whose limits root may raise and an ordinary user is bound by.
        ChildProcessOptions options = Peer.DotnetOptions(CreateOverTheLimitsInPeer);
        string nobody = "setpriv --reuid nobody --regid nogroup --clear-groups \"$@\"";
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["--ipc", "sh", "-c",
            $"{nobody} && echo 11 >/proc/sys/fs/mqueue/msg_max && echo 8193 >/proc/sys/fs/mqueue/msgsize_max && {nobody}", "sh", options.Program, .. options.Arguments]));

        string refused = "msg_max is 10 and msgsize_max 8192";
        Assert.Contains(refused, peer.ReadLine(), StringComparison.Ordinal);
        Assert.Contains(refused, peer.ReadLine(), StringComparison.Ordinal);
        peer.Expect("11 8193");
        peer.Expect("11 8193");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Create_OverTheUsersBytes_IsEmfileAndNamesRlimitMsgqueue()
    {
        ChildProcessOptions options = Peer.DotnetOptions(CreateInPeer, _name);
        using Peer peer = Peer.Start(new ChildProcessOptions("prlimit", ["--msgqueue=1000", options.Program, .. options.Arguments]));

        string? message = peer.ReadLine();
        PosixMessageQueueLimits limits = PosixMessageQueueLimits.Read();

        Assert.Contains($"takes {limits.DefaultMessages * (limits.DefaultMessageBytes + 96)} bytes", message, StringComparison.Ordinal);
        Assert.Contains("EMFILE", message, StringComparison.Ordinal);
        Assert.Contains("RLIMIT_MSGQUEUE gives the user's queues 1000", message, StringComparison.Ordinal);
        peer.ExpectSuccess();
    }

    [RootFact]
    public void Create_AsManyBytesAsItsMessageSays_ArePreciselyEnough()
    {
        // A user of this test's own, who has no other queues.
        string user = $"{1_000_000 + Environment.ProcessId}";
        ChildProcessOptions options = Peer.DotnetOptions(CreateWithinBytesInPeer, _name);
        foreach ((int bytes, string answer) in new[] { (3 * (100 + 96), "created"), ((3 * (100 + 96)) - 1, "takes 588 bytes and RLIMIT_MSGQUEUE gives the user's queues 587") })
        {
            using Peer peer = Peer.Start(new ChildProcessOptions("prlimit",
                [$"--msgqueue={bytes}", "setpriv", "--reuid", user, "--regid", user, "--clear-groups", options.Program, .. options.Arguments]));
            Assert.Contains(answer, peer.ReadLine(), StringComparison.Ordinal);
            peer.ExpectSuccess();
        }
    }

    [RootFact]
    public void Create_OverTheMachinesQueues_IsEnospcAndNamesQueuesMax()
    {
        // In an IPC namespace of its own, and as a user without CAP_SYS_RESOURCE, whom queues_max binds.
        ChildProcessOptions options = Peer.DotnetOptions(CreateUntilFullInPeer);
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["--ipc", "setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", options.Program, .. options.Arguments]));

        string? message = peer.ReadLine();

        Assert.True(message is not null, peer.Errors);
        Assert.Contains("ENOSPC", message, StringComparison.Ordinal);
        Assert.Contains("queues_max, 256, is reached", message, StringComparison.Ordinal);
        peer.ExpectSuccess();
    }

    [Fact]
    public void Create_OutOfDescriptors_IsEmfileAndSaysThatItIsDescriptors()
    {
        ChildProcessOptions options = Peer.DotnetOptions(CreateWithoutDescriptorsInPeer, _name);
        using Peer peer = Peer.Start(new ChildProcessOptions("prlimit", ["--nofile=200", options.Program, .. options.Arguments]));

        string? message = peer.ReadLine();

        Assert.Contains("EMFILE", message, StringComparison.Ordinal);
        Assert.Contains("descriptor limit", message, StringComparison.Ordinal);
        peer.ExpectSuccess();
    }

    [Fact]
    public void OpenOrCreate_Exists_KeepsItsSizes()
    {
        using PosixMessageQueue first = PosixMessageQueue.OpenOrCreate(_name, maxMessages: 2, maxMessageBytes: 16);
        using PosixMessageQueue second = PosixMessageQueue.OpenOrCreate(_name, maxMessages: 5, maxMessageBytes: 32);

        Assert.Equal((2, 16), (second.MaxMessages, second.MaxMessageBytes));
    }

    [Theory]
    [InlineData(0x1B6, 0x1FF)]
    [InlineData(0x1B6, 0x12)]
    [InlineData(0x1B6, 0)]
    [InlineData(0, 0)]
    public void Create_AnyUmask_PermissionsAreExact(int permissions, int umask)
    {
        uint before = LibC.umask((uint)umask);
        try
        {
            using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 1, 1, (UnixFileMode)permissions);

            Assert.Equal((uint)permissions, FileStatus.Of(queue.Descriptor, _name).Mode);
        }
        finally
        {
            _ = LibC.umask(before);
        }
    }

    [Fact]
    public void Create_PermissionsBeyond0777_AreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("permissions", () => PosixMessageQueue.Create(_name, permissions: UnixFileMode.SetUser));

    [Fact]
    public void Delete_WhileOpen_TheQueueGoesOn_AndTheNameIsGone()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 1, 16);
        PosixMessageQueue.Delete(_name);

        queue.Send("still"u8);

        Assert.Equal(5, queue.Receive(_buffer).Length);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixMessageQueue.Open(_name)).Errno);
        Assert.False(PosixMessageQueue.TryDelete(_name));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixMessageQueue.Delete(_name)).Errno);
    }

    private static void CreateInPeer(string[] arguments) =>
        Console.WriteLine(Assert.Throws<SyscallException>(() => PosixMessageQueue.Create(arguments[0])).Message.ReplaceLineEndings(" "));

    private static void CreateWithinBytesInPeer(string[] arguments)
    {
        try
        {
            PosixMessageQueue.Create(arguments[0], maxMessages: 3, maxMessageBytes: 100).Dispose();
            PosixMessageQueue.Delete(arguments[0]);
            Console.WriteLine("created");
        }
        catch (SyscallException e) when (e.Errno == Errno.EMFILE)
        {
            Console.WriteLine(e.Message);
        }
    }

    private static void CreateOverTheLimitsInPeer(string[] arguments)
    {
        foreach ((int messages, int bytes) in new[] { (11, 1), (1, 8193) })
        {
            try
            {
                using PosixMessageQueue queue = PosixMessageQueue.Create("/over", messages, bytes);
                Console.WriteLine($"{PosixMessageQueueLimits.Read().MaxMessages} {PosixMessageQueueLimits.Read().MaxMessageBytes}");
                PosixMessageQueue.Delete("/over");
            }
            catch (SyscallException e) when (e.Errno == Errno.EINVAL)
            {
                Console.WriteLine(e.Message);
            }
        }
    }

    private static void CreateUntilFullInPeer(string[] arguments)
    {
        try
        {
            for (int i = 0; ; i++)
                PosixMessageQueue.Create($"/{i}", 1, 1).Dispose();
        }
        catch (SyscallException e)
        {
            // The queues go with the namespace.
            Console.WriteLine(e.Message);
        }
    }

    private static void CreateWithoutDescriptorsInPeer(string[] arguments)
    {
        // Everything that is loaded on the way to the message is loaded before there are no descriptors left.
        _ = Assert.Throws<SyscallException>(() => PosixMessageQueue.Open(arguments[0])).Message;
        _ = new SyscallException("", Errno.EMFILE, null, "").Errno.Meaning;
        List<SafeFileDescriptor> taken = [];
        try
        {
            using AnonymousPipe pipe = AnonymousPipe.Create();
            while (true)
                taken.Add(pipe.Reader.Descriptor.Duplicate());
        }
        catch (SyscallException)
        {
            string message = "";
            try
            {
                // The pipe above gave its two back.
                taken.Add(taken[0].Duplicate());
                taken.Add(taken[0].Duplicate());
                PosixMessageQueue.Create(arguments[0]).Dispose();
            }
            catch (SyscallException e)
            {
                message = e.Message;
            }

            taken.ForEach(one => one.Dispose());
            Console.WriteLine(message);
        }
    }
}
