using System.Globalization;

namespace Causeway.Tests.FileLocks;

/// <summary>The same file locked by a program in C, by flock(1) and by Python.</summary>
public sealed class FileLockInteropTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly string _path;

    public FileLockInteropTests()
    {
        _path = _directory.PathOf("lock");
        File.WriteAllText(_path, "");
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>Interop 101.</summary>
    [Fact]
    public void Flock_HeldSharedByC_KeepsOutTheExclusiveOne()
    {
        using LockingPeer peer = new(_path);
        using FileLock mine = FileLock.Open(_path);
        peer.Say("flock s");
        Assert.False(mine.TryLock());
        Assert.True(mine.TryLock(FileLockMode.Shared));
        mine.Unlock();
        Thread waiting = new(() => mine.Lock());
        waiting.Start();
        LockingPeer.AwaitWaiter(_path);
        FileLockEntry held = Causeway.FileLocks.ListOf(_path).Single();
        Assert.Equal((FileLockKind.Flock, FileLockMode.Shared, FileRange.All, peer.ProcessId), (held.Kind, held.Mode, held.Range, held.ProcessIds.Single()));
        Assert.Equal((FileLockMode.Exclusive, Environment.ProcessId), (held.Waiters.Single().Mode, held.Waiters.Single().ProcessIds.Single()));

        peer.Say("flock u");

        waiting.Join();
        peer.Say("flock s n", "EAGAIN");
        mine.Unlock();
        peer.Say("flock x n");
    }

    /// <summary>A disposed object whose thread still waits has the file open, and closing it would take POSIX locks away.</summary>
    [Fact]
    public void Dispose_WhileItsThreadWaits_KeepsPosixLocksOutUntilItIsClosed()
    {
        using LockingPeer peer = new(_path);
        FileLock mine = FileLock.Open(_path);
        peer.Say("flock x");
        Thread waiting = new(() => Record.Exception(() => mine.Lock()));
        waiting.Start();
        LockingPeer.AwaitWaiter(_path);
        mine.Dispose();
        Assert.Throws<InvalidOperationException>(() => RecordLock.Open(_path, RecordLockKind.Posix));
        peer.Say("flock u");
        waiting.Join();
        RecordLock.Open(_path, RecordLockKind.Posix).Dispose();
    }

    /// <summary>LOCK-26: converting gives the lock up first, and loses it where somebody else shares it.</summary>
    [Fact]
    public void Convert_SharedByC_LosesTheLock()
    {
        using LockingPeer peer = new(_path);
        using LockingPeer waiter = new(_path);
        using FileLock mine = FileLock.Open(_path);
        peer.Say("flock s");
        FileLockScope scope = mine.Lock(FileLockMode.Shared);
        Assert.False(mine.TryConvert(FileLockMode.Exclusive));
        Assert.Null(mine.HeldMode);
        scope.Dispose();
        peer.Say("flock x n");
        peer.Say("flock s");
        mine.Lock(FileLockMode.Shared);
        Assert.Throws<TimeoutException>(() => mine.Convert(FileLockMode.Exclusive, TimeSpan.FromMilliseconds(5)));
        Assert.Null(mine.HeldMode);
        peer.Say("flock u");
        mine.Lock(FileLockMode.Shared);
        mine.Convert(FileLockMode.Exclusive);
        waiter.Say("flock s n", "EAGAIN");
        mine.Convert(FileLockMode.Shared);
        Assert.Equal(FileLockMode.Shared, mine.HeldMode);
        waiter.Say("flock s n");
    }

    [Fact]
    public async Task ConvertAsync_SharedByC_WaitsAndIsCancelled()
    {
        using LockingPeer peer = new(_path);
        using FileLock mine = FileLock.Open(_path);
        peer.Say("flock s");
        mine.Lock(FileLockMode.Shared);
        Task converting = mine.ConvertAsync(FileLockMode.Exclusive).AsTask();
        LockingPeer.AwaitWaiter(_path);
        peer.Say("flock u");
        await converting;
        await mine.ConvertAsync(FileLockMode.Shared);
        peer.Say("flock s");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mine.ConvertAsync(FileLockMode.Exclusive, source.Token).AsTask());
        Assert.Null(mine.HeldMode);
        peer.Say("flock x n");
    }

    /// <summary>Interop 103, LOCK-10, LOCK-19, LOCK-20, LOCK-22; both kinds, both directions.</summary>
    [Theory]
    [InlineData(RecordLockKind.Posix, "posix")]
    [InlineData(RecordLockKind.Posix, "ofd")]
    [InlineData(RecordLockKind.OpenFileDescription, "posix")]
    [InlineData(RecordLockKind.OpenFileDescription, "ofd")]
    public void Records_HeldByC_AreFoundDeniedAndGranted(RecordLockKind kind, string command)
    {
        using LockingPeer peer = new(_path);
        using RecordLock mine = RecordLock.Open(_path, kind);
        peer.Say($"{command} w 0 40");
        RecordLockConflict conflict = mine.FindConflict(FileRange.All, FileLockMode.Shared)!;
        RecordLockKind expected = command == "ofd" ? RecordLockKind.OpenFileDescription : RecordLockKind.Posix;
        Assert.Equal((expected, FileLockMode.Exclusive, new FileRange(0, 40), peer.ProcessId), (conflict.Kind, conflict.Mode, conflict.Range, conflict.ProcessIds.Single()));
        Assert.False(mine.TryLock(new FileRange(20, 20)));
        Assert.True(mine.TryLock(new FileRange(41, 10), FileLockMode.Shared));
        Assert.True(mine.TryLock(FileRange.From(100)));
        int holder = kind == RecordLockKind.Posix ? Environment.ProcessId : -1;
        peer.Say("get posix w 40 20", $"r 41 10 {holder}");
        peer.Say("get ofd w 90 0", $"w 100 0 {holder}");
        peer.Say("get posix r 40 20", "free");
        peer.Say("posix w 50 1 n", "EAGAIN");
        peer.Say("ofd r 1000 1 n", "EAGAIN");
        Thread waiting = new(() => mine.Lock(new FileRange(39, 2)));
        waiting.Start();
        LockingPeer.AwaitWaiter(_path);
        FileLockEntry waits = Causeway.FileLocks.ListOf(_path).Single(one => one.Waiters.Count > 0).Waiters.Single();
        Assert.Equal((new FileRange(39, 2), Environment.ProcessId), (waits.Range, waits.ProcessIds.Single()));
        peer.Say($"{command} u 0 0");
        waiting.Join();
        peer.Say("posix r 40 1 n", "EAGAIN");
    }

    /// <summary>Interop 104, LOCK-23.</summary>
    [Fact]
    public void Posix_TwoProcessesWaitForEachOther_OneIsTold()
    {
        using LockingPeer peer = new(_path);
        using RecordLock mine = RecordLock.Open(_path, RecordLockKind.Posix);
        peer.Say("posix w 20 10");
        FileLockScope held = mine.Lock(new FileRange(0, 10));
        peer.Begin("posix w 0 10");
        LockingPeer.AwaitWaiter(_path);
        SyscallException failure = Assert.Throws<SyscallException>(() => mine.Lock(new FileRange(20, 10), timeout: TimeSpan.FromSeconds(60)));
        Assert.Equal(Errno.EDEADLK, failure.Errno);
        Assert.Contains("release what this process holds", failure.Message, StringComparison.Ordinal);
        Assert.Null(mine.HeldMode(new FileRange(20, 10)));
        held.Dispose();
        peer.Expect();
    }

    /// <summary>The other direction of interop 104: the peer closes the circle.</summary>
    [Fact]
    public void Posix_CClosesTheCircle_CIsTold()
    {
        using LockingPeer peer = new(_path);
        using RecordLock mine = RecordLock.Open(_path, RecordLockKind.Posix);
        peer.Say("posix w 20 10");
        mine.Lock(new FileRange(0, 10));
        Thread waiting = new(() => mine.Lock(new FileRange(20, 10)));
        waiting.Start();
        LockingPeer.AwaitWaiter(_path);
        peer.Say("posix w 0 10", "EDEADLK");
        peer.Say("posix u 0 0");
        waiting.Join();
        Assert.Equal(FileLockMode.Exclusive, mine.HeldMode(new FileRange(20, 10)));
    }

    /// <summary>LOCK-25: not by fork, kept over exec, lost at any close; and what the others do there.</summary>
    [Fact]
    public void ForkExecAndClose_EachKind_IsAsDocumented()
    {
        using LockingPeer peer = new(_path);
        using RecordLock records = RecordLock.Open(_path);
        using FileLock whole = FileLock.Open(_path);
        peer.Say("flock x");
        peer.Say("posix w 0 10");
        peer.Say("ofd w 10 10");
        peer.Say("reopen");
        Assert.Null(records.FindConflict(new FileRange(0, 10)));
        Assert.NotNull(records.FindConflict(new FileRange(10, 10)));
        Assert.False(whole.TryLock());

        peer.Say("posix w 0 10");
        int child = peer.Number("fork");
        Assert.Equal([peer.ProcessId], records.FindConflict(new FileRange(0, 10))!.ProcessIds);
        Assert.Equal([peer.ProcessId, child], records.FindConflict(new FileRange(10, 10))!.ProcessIds.Order());
        Assert.Equal([peer.ProcessId, child], Causeway.FileLocks.ListOf(_path).Single(one => one.Kind == FileLockKind.Flock).ProcessIds.Order());

        peer.Say("exec", "exec");
        Assert.NotNull(records.FindConflict(new FileRange(0, 10)));
        Assert.False(whole.TryLock());

        peer.Kill();
        Assert.Null(records.FindConflict(new FileRange(0, 10)));
        Assert.Equal([child], records.FindConflict(new FileRange(10, 10))!.ProcessIds);
        Assert.Equal([child], Causeway.FileLocks.ListOf(_path).Single(one => one.Kind == FileLockKind.Flock).ProcessIds);
        Assert.Equal(0, Sys.LibC.kill(child, 9));
        whole.Lock();
        records.Lock(FileRange.All);
    }

    [Fact]
    public void OpenFileDescriptors_OfAChild_DoNotIncludeTheLock()
    {
        using FileLock whole = FileLock.Open(_path);
        using RecordLock records = RecordLock.Open(_path);
        whole.Lock();
        records.Lock(FileRange.All);
        using Peer child = Peer.Start(new ChildProcessOptions("cat"));

        // The kernel wakes who starts a program before it closes what the program does not get.
        child.Send("there");
        child.Expect("there");
        Assert.Equal([Environment.ProcessId], Causeway.FileLocks.ListOf(_path).SelectMany(one => one.ProcessIds).Distinct());
    }

    /// <summary>Interop 106.</summary>
    [Fact]
    public void FlockProgram_Holds_IsListedAsLslocksDoes()
    {
        using Peer program = Peer.Start(new ChildProcessOptions("flock", [_path, "sh", "-c", "echo held; read line"]));
        program.Expect("held");
        FileLockEntry held = Causeway.FileLocks.List().Single(one => one.Path == _path);
        Assert.Equal((FileLockKind.Flock, FileLockMode.Exclusive, FileRange.All), (held.Kind, held.Mode, held.Range));
        string line = Lslocks();
        Assert.Contains(int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture), held.ProcessIds);
        Assert.Contains("FLOCK WRITE", line, StringComparison.Ordinal);
        Assert.Null(FileLock.TryAcquire(_path));
        program.Send("end");
        program.ExpectSuccess();
        using FileLock mine = FileLock.Acquire(_path);
        Assert.Equal(1, ShellCommand.Run("flock", ["--nonblock", _path, "true"]).Status.Last.ExitCode);
    }

    /// <summary>Interop 107, LOCK-28, LOCK-29.</summary>
    [Fact]
    public void Python_WaitsForAnOpenFileDescriptionLock_BothAreShown()
    {
        using RecordLock mine = RecordLock.Open(_path);
        using Peer python = Peer.Start(new ChildProcessOptions("/usr/bin/python3", ["-c", "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f,fcntl.LOCK_EX); print('granted',flush=True); input()", _path]));
        FileLockScope held;
        using (held = mine.Lock(new FileRange(7, 3)))
        {
            LockingPeer.AwaitWaiter(_path);
            FileLockEntry entry = Causeway.FileLocks.ListOf(_path).Single();
            Assert.Equal((FileLockKind.OpenFileDescription, new FileRange(7, 3), Environment.ProcessId, _path), (entry.Kind, entry.Range, entry.ProcessIds.Single(), entry.Path));
            FileLockEntry waiter = Assert.Single(entry.Waiters);
            Assert.Equal((FileLockKind.Posix, FileLockMode.Exclusive, FileRange.All, python.Process.Id), (waiter.Kind, waiter.Mode, waiter.Range, waiter.ProcessIds.Single()));
        }

        python.Expect("granted");
        Assert.Equal([python.Process.Id], mine.FindConflict(FileRange.All)!.ProcessIds);
    }

    /// <summary>The file's one line of lslocks(8), which reads the machine's locks piece by piece: while others take and release theirs it may pass one over or say it twice.</summary>
    private string Lslocks()
    {
        string[] lines = [];
        bool isThere = SpinWait.SpinUntil(
            () =>
            {
                string all = ShellCommand.Run("lslocks", ["--noheadings", "--raw", "--output", "PID,TYPE,MODE,PATH"]).OutputText;
                lines = [.. all.Split('\n').Where(line => line.EndsWith(_path, StringComparison.Ordinal))];
                return lines.Length == 1;
            },
            Watchdog.Limit);
        Assert.True(isThere, string.Join('\n', lines));
        return lines[0];
    }
}
