using System.Globalization;
using System.Text.Json;
using Causeway.Cli.Commands;
using Causeway.Cli.Commands.Inspect;
using Causeway.Inspection.Tests;
using Causeway.Inspection.Tests.Waiting;
using Causeway.Sys;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class ShowTests
{
    [Fact]
    public void Show_EveryFormOfAnObject_FindsTheSame()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string fifo = directory.PathOf("fifo");
        string byPath = Assert.Single(Look.Json("show", fifo)).String("id")!;
        Assert.Equal(byPath, Assert.Single(Look.Json("show", byPath)).String("id"));
        Assert.Equal(byPath, Assert.Single(Look.Json("show", $"{zoo.ProcessId}/{zoo["fifo"][1]}")).String("id"));
        Assert.StartsWith("fifo:[", byPath, StringComparison.Ordinal);
        Assert.Equal($"pipe:[{zoo["pipe"][0]}]", Assert.Single(Look.Json("show", $"{zoo.ProcessId}/{zoo["pipe"][1]}")).String("id"));
        Assert.Equal($"shm:{zoo["shm"][0]}", Assert.Single(Look.Json("show", $"shm:{zoo["shm"][0]}")).String("id"));
        string queue = Look.Json("ls", "mq", "--name", $"/*{zoo.Name}").Single().String("name")!;
        Assert.Equal(Assert.Single(Look.Json("show", $"{zoo.ProcessId}/{zoo["mq"][1]}")).String("id"), Assert.Single(Look.Json("show", $"mq:{queue}")).String("id"));
    }

    [Fact]
    public void Show_SystemVKey_IsTheOneOfIpcs()
    {
        SysVKey key = new(Random.Shared.Next(0x10000000, int.MaxValue));
        var queue = SysVMessageQueue.Create(key);
        try
        {
            string typed = string.Create(CultureInfo.InvariantCulture, $"msg:0x{key.Value:x8}");
            JsonElement one = Assert.Single(Look.Json("show", typed));
            Assert.Equal(($"msg:{queue.Id}", typed[4..]), (one.String("id"), one.String("name")));
            Assert.Contains($"{typed[4..]} {queue.Id} ", ShellCommand.Run("ipcs -q | tr -s ' '").OutputText);
        }
        finally
        {
            queue.Delete();
        }

        Look.Refused(Shell.Causeway("show", $"msg:{queue.Id}"), 1, $"no such object: msg:{queue.Id}; causeway ls shows what there is");
    }

    [Fact]
    public void Show_Pipe_TellsWhatIsInItAndItsEnds()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        pipe.Writer.Write("hello"u8);
        JsonElement one = Assert.Single(Look.Json("show", $"{Environment.ProcessId}/{pipe.Reader.Descriptor.Number}"));
        Assert.Equal(new FileInfo($"/proc/self/fd/{pipe.Reader.Descriptor.Number}").LinkTarget, one.String("id"));
        Assert.Contains(one.GetProperty("ends").EnumerateArray(), end => end.String("access") == "read" && end.Number("pid") == Environment.ProcessId && end.Number("fd") == pipe.Reader.Descriptor.Number);
        Assert.Contains(one.GetProperty("ends").EnumerateArray(), end => end.String("access") == "write" && end.Number("fd") == pipe.Writer.Descriptor.Number);

        // Where this user may not trace, the kernel does not tell.
        Assert.Contains(one.String("waitingBytes"), (string?[])["5", null]);
        string text = Look.Text("show", one.String("id")!);
        Assert.Contains($"\nowner          ", text);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), text);
    }

    [Fact]
    public unsafe void Show_Epoll_NamesTheEvents()
    {
        using SafeFileDescriptor poll = new(LibC.epoll_create1(LibC.EPOLL_CLOEXEC));
        using AnonymousPipe pipe = AnonymousPipe.Create();
        byte* wanted = stackalloc byte[LibC.EPOLL_EVENT_SIZE];
        *(uint*)wanted = LibC.EPOLLIN | LibC.EPOLLONESHOT | LibC.EPOLLET;
        Assert.Equal(0, LibC.epoll_ctl(poll, LibC.EPOLL_CTL_ADD, pipe.Reader.Descriptor.Number, wanted));
        string[] expected = ["EPOLLIN", "EPOLLERR", "EPOLLHUP", "EPOLLONESHOT", "EPOLLET"];
        string typed = $"{Environment.ProcessId}/{poll.Number}";
        JsonElement target = Assert.Single(Assert.Single(Look.Json("show", typed)).GetProperty("targets").EnumerateArray());
        Assert.Equal(expected, target.GetProperty("events").EnumerateArray().Select(static one => one.GetString()!));
        Assert.Matches($@"\n{pipe.Reader.Descriptor.Number} +{string.Join(@"\|", expected)} ", Look.Text("show", typed));
        Assert.Equal(["EPOLLOUT", "0x800"], PollEvents.NamesOf(LibC.EPOLLOUT | 0x800));
    }

    [OverlayFact]
    public void Show_SocketWhoseDeviceIsAnotherByStat_IsTheOneThatIsBoundThere()
    {
        using TestDirectory directory = new();
        string script = $"cd {directory.Root}; mkdir lower upper merged; mount -t tmpfs none lower; mount -t tmpfs none upper; mkdir upper/files upper/work; "
            + "mount -t overlay none -o lowerdir=lower,upperdir=upper/files,workdir=upper/work merged; "
            + "exec python3 -c 'import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(\"merged/socket\"); s.listen(); print(flush=True); sys.stdin.read()'";
        using Peer holder = Peer.Start(new ChildProcessOptions("unshare", ["--mount", "sh", "-c", script]));
        Assert.Equal("", holder.ReadLine());
        string entering = $"nsenter --mount --target {holder.Process.Id} $CW";
        JsonElement shown = Assert.Single(Look.Objects(Shell.Script($"{entering} show {directory.PathOf("merged/socket")} --json").OutputText));
        Assert.Equal("listening", shown.String("state"));
        Assert.Equal(holder.Process.Id, shown.GetProperty("ends")[0].Number("pid"));
        JsonElement below = Assert.Single(Look.Objects(Shell.Script($"{entering} ls --under {directory.PathOf("merged")} --json").OutputText));
        Assert.Equal((shown.String("id"), directory.PathOf("merged/socket")), (below.String("id"), below.String("name")));
        holder.CloseInput();
        holder.ExpectSuccess();
    }

    [Fact]
    public void Show_WhatThreadsWaitAt_NamesThem()
    {
        using TestDirectory directory = new();
        using Peer peer = Peer.StartC("waits", "queues", directory.Root, Guid.NewGuid().ToString("N"));
        Dictionary<string, string[]> said = [];
        while (peer.ReadLine() is { } line && line != "ready")
            said.Add(line.Split(' ')[0], line.Split(' '));
        foreach (string[] words in said.Values)
            Sleeper.Await(words[2], words[3]);
        JsonElement[] shown = Look.Json("show", $"msg:{said["msgrcv"][4]}", $"sem:{said["semop"][4]}", $"{peer.Process.Id}/{DescriptorOf(peer.Process.Id, said["mq-receive"][4])}");
        Assert.Equal([Wait("msgrcv", "a message"), Wait("msgsnd", "room")], Waits(shown[0]));
        Assert.Equal([Wait("semop", "semaphore 1 to be at least 2 (it is 0)"), Wait("semtimedop", "semaphore 2 to be 0 (it is 1)")], Waits(shown[1]));
        Assert.Equal([Wait("mq-receive", "a message")], Waits(shown[2]));
        string text = Look.Text("show", $"msg:{said["msgrcv"][4]}");
        Assert.Matches("\nwaiting +2\n", text);
        Assert.Matches($@"\n{said["msgsnd"][1]} +waits +{said["msgsnd"][1]} +msgsnd +room +no +yes", text);
        peer.CloseInput();
        peer.ExpectSuccess();

        (int, string) Wait(string label, string awaited) => (int.Parse(said[label][1], CultureInfo.InvariantCulture), awaited);
    }

    [Fact]
    public void Show_LocksAndPipes_NameThoseBlockedThere()
    {
        using TestDirectory directory = new();
        using Peer peer = Peer.StartC("waits", "flock-pipe", directory.Root, Guid.NewGuid().ToString("N"));
        string[] reader = peer.ReadLine()!.Split(' '), locker = peer.ReadLine()!.Split(' ');
        Sleeper.Await(reader[2], reader[3]);
        Sleeper.Await(locker[2], locker[3]);
        JsonElement[] shown = Look.Json("show", $"pipe:[{reader[4]}]", directory.PathOf("flock"));
        Assert.Equal([(int.Parse(reader[1], CultureInfo.InvariantCulture), "bytes")], Waits(shown[0]));
        JsonElement wait = Assert.Single(shown[1].GetProperty("waits").EnumerateArray());
        Assert.Equal((locker[1], "flock", "an exclusive lock", reader[1]), (wait.String("pid"), wait.String("call"), wait.String("awaited"), Assert.Single(wait.GetProperty("holders").EnumerateArray()).ToString()));

        // As lslocks has it: who waits, and for whom. It reads the machine's locks piece by piece: while others take and release theirs it may pass one over.
        string native = "";
        Assert.True(SpinWait.SpinUntil(() => (native = ShellCommand.Run("lslocks -n -r -o PID,TYPE,MODE,BLOCKER").OutputText).Contains($"{locker[1]} FLOCK WRITE* {reader[1]}", StringComparison.Ordinal), Watchdog.Limit), native);
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Theory]
    [InlineData("pipes", "poll", "epoll", "poll", "select")]
    [InlineData("words", "mutex", "condition", "mutex", "mutex-errorcheck", "mutex-pi", "mutex-robust", "rwlock-reader", "rwlock-writer")]
    public void Waiters_ByWayOfAnotherObject_AreThoseOfTheObject(string what, string at, params string[] expected)
    {
        using TestDirectory directory = new();
        using Peer peer = Peer.StartC("waits", what, directory.Root, Guid.NewGuid().ToString("N"));
        Dictionary<int, string> labels = [];
        string inode = "";
        while (peer.ReadLine()?.Split(' ') is { Length: > 1 } words)
        {
            labels.Add(int.Parse(words[1], CultureInfo.InvariantCulture), words[0]);
            inode = words[0] == at ? words[4] : inode;
            Sleeper.Await(words[2], words[3]);
        }

        InspectionSnapshot snapshot = Inspector.Take();
        IpcObject one = what == "pipes" ? snapshot.Find(new IpcObjectId(IpcKind.Pipe, 0, ulong.Parse(inode, CultureInfo.InvariantCulture)))!
            : Assert.Single(snapshot.EndsOf(snapshot.FindProcess(peer.Process.Id)!), static end => end.Object.Kind == IpcKind.PosixMemory).Object;
        Assert.Equal(expected, Waiters.At(snapshot, one).Select(wait => labels[wait.Process.Id]).Order());
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public void Show_Pidfd_TellsWhatTheProcessAndItsThreadsDoWithSignals()
    {
        using Peer peer = Peer.StartC("signal_states");
        string second = peer.ReadLine()!;
        JsonElement one = Assert.Single(Look.Json("show", $"pidfd:[{peer.Process.Id}]"));
        JsonElement signals = Assert.Single(one.GetProperty("signals").EnumerateArray());
        Assert.Equal("[\"SIGHUP\",\"SIGUSR1\",\"SIGALRM\"]", signals.String("blocked"));
        Assert.Equal(("[\"SIGHUP\"]", "[\"SIGUSR1\"]"), (signals.String("pending"), signals.String("pendingForThread")));
        Assert.StartsWith("[\"SIGTERM\"", signals.String("caught"), StringComparison.Ordinal);
        Assert.Contains("\"SIGPIPE\"", signals.String("ignored"));
        JsonElement thread = Assert.Single(one.GetProperty("threadSignals").EnumerateArray(), one => one.String("thread") == second);
        Assert.Equal(("[\"SIGUSR2\"]", "[\"SIGHUP\",\"SIGUSR1\",\"SIGUSR2\",\"SIGALRM\"]"), (thread.String("pending"), thread.String("blocked")));
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [RootFact]
    public void Show_SocketOfAnotherNetworkNamespace_IsSaidToBeThere()
    {
        using TestDirectory directory = new();
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["-n", "--", CCompiler.Compile("waits"), "sockets", directory.Root, Guid.NewGuid().ToString("N")]));
        while (peer.ReadLine() is { } line && line != "ready")
        {
        }

        string space = new FileInfo($"/proc/{peer.Process.Id}/ns/net").LinkTarget![5..^1];
        string listener = directory.PathOf("listener");
        JsonElement shown = Assert.Single(Look.Json("show", listener), one => one.String("state") == "listening");
        Assert.Equal((listener, space, peer.Process.Id), (shown.String("name"), shown.String("namespace"), (int)Assert.Single(shown.GetProperty("ends").EnumerateArray()).Number("pid")));
        Assert.Contains($"stream listening, 1 of 0 pending, of network namespace {space}", Look.Text("ls", "unix", "--name", listener));
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    private static (int, string?)[] Waits(JsonElement shown) => [.. shown.GetProperty("waits").EnumerateArray().Select(static wait => ((int)wait.Number("pid"), wait.String("awaited")))];

    private static string DescriptorOf(int process, string inode) =>
        Path.GetFileName(Directory.GetFiles($"/proc/{process}/fdinfo").First(file => File.ReadAllText(file).Contains($"ino:\t{inode}\n", StringComparison.Ordinal)));

    [Theory]
    [InlineData("pipe")]
    [InlineData("frob:[1]")]
    [InlineData("pipe:[1")]
    [InlineData("shm:x")]
    [InlineData("shm:0x0")]
    [InlineData("mq:orders")]
    [InlineData("epoll:7")]
    [InlineData("")]
    public void Selector_NoFormOfAnObject_IsRefused(string typed) => Assert.Throws<UsageException>(() => ObjectSelector.Parse(typed));

    [Fact]
    public void Show_NoFormOfAnObject_IsExitCode2() => Look.Refused(Shell.Causeway("show", "pipe"), 2, "see causeway show --help");

    [Theory]
    [InlineData("pipe:[4000000000000]")]
    [InlineData("@no-such-socket")]
    [InlineData("/no/such/path")]
    [InlineData("4000000/1")]
    [InlineData("futex:[0:1:9+64]")]
    public void Show_NothingThere_IsExitCode1(string typed) => Look.Refused(Shell.Causeway("show", typed), 1, $"no such object: {typed}; causeway ls shows what there is");

    [Fact]
    public void Selector_EveryIdentity_IsReadBack()
    {
        foreach (IpcKind kind in Enum.GetValues<IpcKind>().Where(static kind => !IpcKinds.SysV.Contains(kind)))
        {
            IpcObjectId printed = kind switch
            {
                IpcKind.Pipe or IpcKind.Socket or IpcKind.EventCounter or IpcKind.ProcessDescriptor => new(kind, 0, ulong.MaxValue),
                IpcKind.SignalDescriptor or IpcKind.Timer or IpcKind.PollSet => new(kind, 12, 3),
                IpcKind.Futex => new(kind, IpcObjectId.Device(0xFFF, 0xFFFFF), 7, 64),
                _ => new(kind, IpcObjectId.Device(254, 1), 4711),
            };
            Assert.True(SelectorText.TryIdentity(printed.ToString(), out IpcObjectId read), printed.ToString());
            Assert.Equal(printed, read);
        }
    }

    [Fact]
    public void Selector_MutilatedIdentities_AreRefusedAndNothingElse()
    {
        Assert.Throws<UsageException>(static () => ObjectSelector.Parse("a/\0"));
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int round = 0; round < 20_000; round++)
        {
            char[] typed = [.. "futex:[254:0:4711+64]".Select(one => random.Next(6) == 0 ? ":[]+/0179x@-\0é"[random.Next(13)] : one).Skip(random.Next(3)).SkipLast(random.Next(3))];
            try
            {
                _ = ObjectSelector.Parse(new string(typed));
            }
            catch (UsageException)
            {
                continue;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {new string(typed)}: {e}");
            }
        }
    }
}
