using System.Globalization;
using System.Text.RegularExpressions;

namespace Causeway.Tests.Processes.Tracing;

public sealed partial class IpcCallReaderTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-trace-");

    public static TheoryData<string, string[]> Families => new()
    {
        {
            "pipe",
            [
                "pipeN([N<pipe:[N]>, N<pipe:[N]>], O_NONBLOCK|O_CLOEXEC) = N", "write(N<pipe:[N]>, \"a\\\"b\\n\", N) = N", "read(N<pipe:[N]>, \"a\\\"b\\n\", N) = N",
                "read(N<pipe:[N]>, P, N) = -N EAGAIN (would block)", "dup(N<pipe:[N]>) = N<pipe:[N]>", "close(N<pipe:[N]>) = N", "close(N<pipe:[N]>) = N",
                "read(N<pipe:[N]>, \"\", N) = N", "close(N<pipe:[N]>) = N",
            ]
        },
        {
            "fifo",
            [
                "mknodat(AT_FDCWD, \"NAME\", N, N) = N", "openat(AT_FDCWD, \"NAME\", O_WRONLY|O_NONBLOCK, N) = -N ENXIO (nobody at the other end, or no such device)",
                "openat(AT_FDCWD, \"NAME\", O_RDWR, N) = N<NAME>", "write(N<NAME>, \"hi\", N) = N", "close(N<NAME>) = N",
                "openatN(AT_FDCWD, \"NAME\", {flags=O_RDWR|O_CLOEXEC, mode=N, resolve=RESOLVE_NO_SYMLINKS}, N) = N<NAME>", "memfd_create(\"file\", N) = N</memfd:file (deleted)>",
                "sendfile(N<NAME>, N</memfd:file (deleted)>, NULL, N) = N",
            ]
        },
        {
            "socket",
            [
                "socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, N) = N<socket:[N]>", "socket(AF_UNIX, SOCK_STREAM, N) = N<socket:[N]>", "bind(N<socket:[N]>, {NAME}, N) = N",
                "listen(N<socket:[N] NAME>, N) = N", "connect(N<socket:[N]>, {NAME}, N) = N", "acceptN(N<socket:[N] NAME>, NULL, NULL, SOCK_NONBLOCK) = N<socket:[N] NAME>",
                "sendto(N<socket:[N] to NAME>, \"ping\", N, MSG_NOSIGNAL, NULL, N) = N", "recvfrom(N<socket:[N] NAME>, \"ping\", N, MSG_WAITALL, NULL, NULL) = N",
                "shutdown(N<socket:[N] to NAME>, SHUT_WR) = N",
            ]
        },
        {
            "mq",
            [
                "mq_open(\"NAME\", O_RDWR|O_CREAT|O_EXCL|O_NONBLOCK, N, {flags=N, maxmsg=N, msgsize=N, curmsgs=N}) = N<NAME>", "mq_timedsend(N<NAME>, \"order\", N, N, NULL) = N",
                "mq_timedreceive(N<NAME>, \"order\", N, [N], NULL) = N", "mq_timedreceive(N<NAME>, P, N, P, NULL) = -N EAGAIN (would block)", "close(N<NAME>) = N", "mq_unlink(\"NAME\") = N",
            ]
        },
        {
            "sysv",
            [
                "msgget(KEY, IPC_CREAT|N) = N<key KEY>", "msgsnd(N<key KEY>, {N, \"abc\"}, N, IPC_NOWAIT) = N", "msgrcv(N<key KEY>, {N, \"abc\"}, N, -N, MSG_NOERROR) = N",
                "msgctl(N<key KEY>, IPC_RMID, NULL) = N", "semget(KEY, N, IPC_CREAT|IPC_EXCL|N) = N<key KEY>", "semtimedop(N<key KEY>, [{N, +N}, {N, -N, IPC_NOWAIT|SEM_UNDO}], N, NULL) = N",
                "semctl(N<key KEY>, N, IPC_RMID, NULL) = N", "shmget(KEY, N, IPC_CREAT|N) = N<key KEY>", "shmat(N<key KEY>, NULL, SHM_RDONLY) = P", "shmdt(P) = N",
                "shmctl(N<key KEY>, IPC_RMID, NULL) = N",
            ]
        },
        {
            "shm",
            [
                "openat(AT_FDCWD, \"/dev/shmNAME\", O_RDWR|O_CREAT|O_NOFOLLOW|O_CLOEXEC, N) = N</dev/shmNAME>", "ftruncate(N</dev/shmNAME>, N) = N",
                "mmap(NULL, N, PROT_READ|PROT_WRITE, MAP_SHARED, N</dev/shmNAME>, P) = P", "mmap(NULL, N, PROT_READ, MAP_SHARED|MAP_ANONYMOUS, -N, P) = P",
                "munmap(P</dev/shmNAME>, N) = N", "munmap(P<anonymous>, N) = N",
                "memfd_create(\"sealed\", MFD_ALLOW_SEALING) = N</memfd:sealed (deleted)>", "fcntl(N</memfd:sealed (deleted)>, F_ADD_SEALS, F_SEAL_SHRINK|F_SEAL_GROW) = N",
            ]
        },
        {
            "event",
            [
                "eventfdN(N, EFD_SEMAPHORE|EFD_CLOEXEC) = N<anon_inode:[eventfd]>", "write(N<anon_inode:[eventfd]>, \"\\xN\\xN\\xN\\xN\\xN\\xN\\xN\\xN\", N) = N",
                "futex(P, FUTEX_WAIT, N, NULL, NULL, N) = -N EAGAIN (would block)", "futex(P, FUTEX_WAIT|FUTEX_PRIVATE_FLAG, N, N.Ns, NULL, N) = -N ETIMEDOUT (timed out)",
                "rt_sigprocmask(SIG_BLOCK, [SIGUSRN SIGRTMIN+N], NULL) = N", "signalfdN(-N, [SIGUSRN SIGRTMIN+N], N, SFD_NONBLOCK) = N<anon_inode:[signalfd]>", "kill(N, SIGUSRN) = N",
                "rt_sigtimedwait([SIGUSRN SIGRTMIN+N], NULL, N.Ns) = N",
            ]
        },
        {
            "message",
            [
                "pipeN([N<pipe:[N]>, N<pipe:[N]>], N) = N", "socketpair(AF_UNIX, SOCK_DGRAM, N, [N<socket:[N]>, N<socket:[N]>]) = N",
                "setsockopt(N<socket:[N]>, SOL_SOCKET, SO_PASSCRED, P, N) = N",
                "sendmsg(N<socket:[N]>, {[\"he\", \"llo\"], SCM_RIGHTS [N<pipe:[N]>, N<pipe:[N]>], SCM_CREDENTIALS {pid=N, uid=N, gid=N}}, MSG_NOSIGNAL) = N",
                "recvmsg(N<socket:[N]>, {[\"hello\"], SCM_CREDENTIALS {pid=N, uid=N, gid=N}, SCM_RIGHTS [N<pipe:[N]>, N<pipe:[N]>]}, MSG_CMSG_CLOEXEC) = N",
                "sendmsg(N<socket:[N]>, {[\"h\"]}, N) = N",
            ]
        },
        { "lock", ["flock(N<NAME>, LOCK_EX|LOCK_NB) = N", "fcntl(N<NAME>, F_SETLK, {F_WRLCK, N:N}) = N", "fcntl(N<NAME>, F_OFD_SETLKW, {F_WRLCK, N:N}) = N"] },
    };

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Families))]
    public void Calls_OfACProgram_AreDecoded(string family, string[] expected)
    {
        string name = family switch
        {
            "mq" or "shm" => $"/causeway-traced-{Environment.ProcessId}",
            "sysv" => SysVTestKey.Next().Value.ToString("x8", CultureInfo.InvariantCulture),
            _ => Path.Combine(_directory.FullName, "object"),
        };
        List<string> calls = [];
        IpcCallReader reader = new();
        using ProcessTracer tracer = ProcessTracer.Start(
            new ChildProcessOptions(CCompiler.Compile("traced_calls"), family, name), new ProcessTracerOptions { SystemCalls = IpcCallReader.SystemCalls });
        tracer.Run(stop =>
        {
            if (reader.TryRead(stop, out IpcCall call))
                calls.Add(Plain(call.ToString(), name));
            return TraceAction.Continue;
        });
        Assert.True(tracer.Child!.WaitForExit().IsSuccess);
        Assert.Equal(expected, calls.TakeLast(expected.Length));
        Assert.Equal(0, reader.ForeignCalls);
    }

    [Fact]
    public void Wait_InterruptedByWhatNobodyHandles_GoesOnAsTheSameCall()
    {
        List<string> calls = [];
        IpcCallReader reader = new(IpcMechanism.Futex);
        using ProcessTracer tracer = ProcessTracer.Start(
            new ChildProcessOptions(CCompiler.Compile("traced_calls"), "restart", ""), new ProcessTracerOptions { SystemCalls = IpcCallReader.SystemCalls });
        tracer.Run(stop =>
        {
            bool isWait = stop.Kind == TraceStopKind.SystemCallEntered && CallForms.Find(stop.SystemCall)?.Name == "futex" && stop.Arguments[1] == 0;
            if (isWait)
                tracer.Child!.TrySendSignal(Signal.Usr1);
            if (stop.Kind == TraceStopKind.SystemCallEntered && CallForms.Find(stop.SystemCall)?.Name == "restart_syscall")
                stop.Thread.WriteMemory(stop.Arguments[0], 6);
            if (reader.TryRead(stop, out IpcCall call) && call.ToString().Contains("FUTEX_WAIT,", StringComparison.Ordinal))
                calls.Add($"{call.Name}: {Plain(call.ToString(), "NAME")}");
            return stop.Kind == TraceStopKind.Signal ? TraceAction.Swallow : TraceAction.Continue;
        });
        Assert.True(tracer.Child!.WaitForExit().IsSuccess);
        const string Arguments = "futex: futex(P, FUTEX_WAIT, N, N.Ns, NULL, N) = ";
        Assert.Equal([Arguments + "? (interrupted by a signal)", Arguments + "-N EAGAIN (would block)"], calls);
    }

    [Fact]
    public void Munmap_OfWhatTheParentMapped_IsKnown()
    {
        List<(int Process, string Text)> calls = [];
        IpcCallReader reader = new(IpcMechanism.SharedMemory);
        using ProcessTracer tracer = ProcessTracer.Start(
            new ChildProcessOptions(CCompiler.Compile("traced_calls"), "inherited", ""), new ProcessTracerOptions { SystemCalls = IpcCallReader.SystemCalls, FollowChildren = true });
        tracer.Run(stop =>
        {
            if (reader.TryRead(stop, out IpcCall call))
                calls.Add((call.ProcessId, Plain(call.ToString(), "NAME")));
            return TraceAction.Continue;
        });
        Assert.True(tracer.Child!.WaitForExit().IsSuccess);
        Assert.Equal("munmap(P<anonymous>, N) = N", Assert.Single(calls, one => one.Process != tracer.Child.Id).Text);
    }

    [Fact]
    public void Names_OfObjectsWithoutEnd_AreKeptUpToALimit()
    {
        BoundedTable<int, string> table = new(most: 3);
        foreach (int key in new[] { 1, 2, 1, 3, 4 })
            table.Set(key, key.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(3, table.Count);
        Assert.False(table.TryGet(1, out _));
        Assert.True(table.TryGet(4, out string? last));
        Assert.Equal("4", last);
    }

    [Fact]
    public void Calls_ThatInterleave_AreKeptWithTheirThreads()
    {
        // Each reader blocks in its own pipe until the shell, last, writes to both.
        const string Script = "mkfifo a b; (read x <a) & (read x <b) & exec 3>a 4>b; echo for-b >&4; echo for-a >&3; wait";
        ChildProcessOptions options = new("sh", "-c", Script) { WorkingDirectory = _directory.FullName };
        IpcCallReader reader = new(IpcMechanism.Fifo);
        List<(int Process, string Name, string Text)> calls = [];
        using ProcessTracer tracer = ProcessTracer.Start(options, new ProcessTracerOptions { SystemCalls = IpcCallReader.SystemCalls, FollowChildren = true });
        tracer.Run(stop =>
        {
            if (reader.TryRead(stop, out IpcCall call))
            {
                Assert.True(call.IsFinished);
                Assert.Equal(IpcMechanism.Fifo, call.Mechanism);
                calls.Add((call.ProcessId, call.Name, call.ToString()));
            }

            return TraceAction.Continue;
        });
        Assert.True(tracer.Child!.WaitForExit().IsSuccess);
        foreach (string fifo in new[] { "a", "b" })
        {
            int reading = calls.First(one => one.Name == "read" && one.Text.Contains($"/{fifo}>", StringComparison.Ordinal)).Process;
            Assert.Contains(calls, one => one.Process == reading && one.Name == "openat" && one.Text.Contains($"\"{fifo}\", O_RDONLY", StringComparison.Ordinal));
            Assert.Contains(calls, one => one.Process == tracer.Child.Id && one.Name == "write" && one.Text.Contains($"\"for-{fifo}\\n\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Call_ThatNeverReturns_IsToldUnfinished()
    {
        IpcCallReader reader = new(IpcMechanism.Pipe);
        List<string> unfinished = [];
        using AnonymousPipe input = AnonymousPipe.Create();
        ChildProcessOptions options = new("sh", "-c", "read never") { Descriptors = { [0] = input.Reader.Descriptor } };
        using ProcessTracer tracer = ProcessTracer.Start(options, new ProcessTracerOptions { SystemCalls = IpcCallReader.SystemCalls });
        tracer.Run(stop =>
        {
            if (reader.TryRead(stop, out IpcCall call) && !call.IsFinished)
                unfinished.Add(call.ToString());
            if (stop.Kind == TraceStopKind.SystemCallEntered && CallForms.Find(stop.SystemCall)?.Name == "read" && stop.Arguments[0] == 0)
                tracer.Child!.Kill();
            return TraceAction.Continue;
        });
        Assert.Equal(Signal.Kill, tracer.Child!.WaitForExit().Signal);
        string read = Assert.Single(unfinished);
        Assert.Matches(@"^read\(0<pipe:\[\d+\]>, 0x[0-9a-f]+, 1\) = \? \(unfinished\)$", read);
    }

    /// <summary>Without what differs from run to run.</summary>
    private static string Plain(string text, string name)
    {
        text = text.Replace("0x" + name, "KEY", StringComparison.Ordinal).Replace(name, "NAME", StringComparison.Ordinal);
        return Numbers().Replace(Pointers().Replace(text, "P"), "N");
    }

    [GeneratedRegex("0x[0-9a-f]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Pointers();

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();
}
