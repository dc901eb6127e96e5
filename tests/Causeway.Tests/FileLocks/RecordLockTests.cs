namespace Causeway.Tests.FileLocks;

public sealed class RecordLockTests : IDisposable
{
    private static readonly FileRange s_first = new(0, 40);

    private readonly TestDirectory _directory = new();
    private readonly string _path;

    public RecordLockTests() => _path = _directory.PathOf("data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TryLock_RangesOfTwoObjects_ConflictWhereTheyOverlap()
    {
        using RecordLock one = RecordLock.Create(_path);
        using RecordLock two = RecordLock.Open(_path);
        using FileLockScope held = one.Lock(s_first);
        Assert.False(two.TryLock(new FileRange(39, 1)));
        Assert.True(two.TryLock(new FileRange(40, 10)));
        Assert.False(one.TryLock(FileRange.From(45)));
        Assert.True(one.TryLock(FileRange.From(50), FileLockMode.Shared));
        Assert.False(two.TryLock(new FileRange(long.MaxValue, 1)));
        Assert.False(two.TryLock(new FileRange(60, long.MaxValue - 60), out FileLockScope none));
        Assert.True(two.TryLock(new FileRange(1_000_000, 5), FileLockMode.Shared));
        none.Dispose();
    }

    [Fact]
    public void Scopes_OfAdjacentRanges_ReleaseTheirOwn()
    {
        using RecordLock one = RecordLock.Create(_path);
        using RecordLock two = RecordLock.Open(_path);
        FileLockScope low = one.Lock(new FileRange(0, 10));
        FileLockScope high = one.Lock(new FileRange(10, 10));
        FileLockScope middle = one.Lock(new FileRange(20, 10));

        high.Dispose();
        high.Dispose();

        Assert.True(two.TryLock(new FileRange(10, 10)));
        Assert.False(two.TryLock(new FileRange(9, 1)));
        Assert.False(two.TryLock(new FileRange(20, 1)));
        low.Dispose();
        middle.Dispose();
        Assert.Null(two.FindConflict(FileRange.All));
    }

    [Fact]
    public void Lock_OverlapsWhatTheObjectHas_IsRefused()
    {
        using RecordLock one = RecordLock.Create(_path);
        using FileLockScope held = one.Lock(s_first);
        Assert.Contains("has locked a part of 39:2", Assert.Throws<InvalidOperationException>(() => one.TryLock(new FileRange(39, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => one.Unlock(new FileRange(0, 39)));
        Assert.Throws<InvalidOperationException>(() => one.TryConvert(FileRange.All, FileLockMode.Shared));
        Assert.Equal(FileLockMode.Exclusive, one.HeldMode(s_first));
        Assert.Null(one.HeldMode(FileRange.All));
    }

    /// <summary>LOCK-13 and LOCK-14 are refused before the call; a lock to the last byte and one to the end are the same.</summary>
    [Fact]
    public void Range_OutOfBounds_IsRefusedBeforeAnyCall()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileRange(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileRange(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileRange(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileRange(2, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileRange.From(-1));
        using RecordLock one = RecordLock.Create(_path);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.TryLock(s_first, (FileLockMode)2));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecordLock.Open(_path, (RecordLockKind)2));
        Assert.True(one.TryLock(new FileRange(1, long.MaxValue)));
        Assert.Equal(FileRange.From(1), Causeway.FileLocks.ListOf(_path).Single().Range);
        Assert.Equal(("1:end", "0:40"), (FileRange.From(1).ToString(), s_first.ToString()));
    }

    [Fact]
    public void Convert_SharedToExclusive_KeepsTheOldLockWhereItFails()
    {
        using RecordLock one = RecordLock.Create(_path);
        using RecordLock two = RecordLock.Open(_path);
        using FileLockScope mine = one.Lock(s_first, FileLockMode.Shared);
        FileLockScope its = two.Lock(s_first, FileLockMode.Shared);
        Assert.False(one.TryConvert(s_first, FileLockMode.Exclusive));
        Assert.Throws<TimeoutException>(() => one.Convert(s_first, FileLockMode.Exclusive, TimeSpan.FromMilliseconds(5)));
        Assert.Equal(FileLockMode.Shared, one.HeldMode(s_first));
        its.Dispose();
        Assert.False(two.TryLock(s_first));
        one.Convert(s_first, FileLockMode.Exclusive);
        Assert.False(two.TryLock(s_first, FileLockMode.Shared));
        Assert.True(one.TryConvert(s_first, FileLockMode.Shared));
        Assert.True(two.TryLock(s_first, FileLockMode.Shared));
    }

    [Fact]
    public async Task ConvertAsync_SomebodyShares_WaitsAndIsCancelled()
    {
        using RecordLock one = RecordLock.Create(_path);
        using RecordLock two = RecordLock.Open(_path);
        using FileLockScope mine = one.Lock(s_first, FileLockMode.Shared);
        FileLockScope its = two.Lock(s_first, FileLockMode.Shared);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.ConvertAsync(s_first, FileLockMode.Exclusive, source.Token).AsTask());
        Assert.Equal(FileLockMode.Shared, one.HeldMode(s_first));
        Task converting = one.ConvertAsync(s_first, FileLockMode.Exclusive).AsTask();
        LockingPeer.AwaitWaiter(_path);
        its.Dispose();
        await converting;
        Assert.Equal(FileLockMode.Exclusive, one.HeldMode(s_first));
    }

    [Fact]
    public void Lock_WithoutTheAccess_SaysWhatIsNeeded()
    {
        RecordLock.Create(_path).Dispose();
        using RecordLock reader = RecordLock.Open(_path, access: FileAccess.Read);
        using RecordLock writer = RecordLock.Open(_path, access: FileAccess.Write);
        Assert.True(reader.TryLock(s_first, FileLockMode.Shared));
        Assert.True(writer.TryLock(FileRange.From(40)));
        SyscallException failure = Assert.Throws<SyscallException>(() => reader.TryLock(FileRange.From(40)));
        Assert.Equal(Errno.EBADF, failure.Errno);
        Assert.Contains("FileAccess.ReadWrite", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => writer.Lock(new FileRange(0, 5), FileLockMode.Shared)).Errno);
    }

    /// <summary>LOCK-07.</summary>
    [Fact]
    public void OpenFileDescription_AgainstThePosixLockOfItsOwnProcess_Conflicts()
    {
        using FileStream stream = new(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        using RecordLock posix = RecordLock.Over(stream.SafeFileHandle, RecordLockKind.Posix);
        using RecordLock description = RecordLock.Over(stream.SafeFileHandle);
        Assert.True(posix.TryLock(s_first));
        Assert.False(description.TryLock(new FileRange(5, 5)));
        RecordLockConflict conflict = description.FindConflict(FileRange.All)!;
        Assert.Equal((RecordLockKind.Posix, FileLockMode.Exclusive, s_first, Environment.ProcessId), (conflict.Kind, conflict.Mode, conflict.Range, conflict.ProcessIds.Single()));
    }

    /// <summary>LOCK-08: POSIX locks go when any code of the process closes a descriptor of the file.</summary>
    [Fact]
    public void IsIntact_SomebodyClosedADescriptor_IsFalse()
    {
        using RecordLock posix = RecordLock.Create(_path, RecordLockKind.Posix);
        posix.Lock(new FileRange(0, 10), FileLockMode.Shared);
        posix.Lock(new FileRange(10, 10));
        posix.Lock(FileRange.From(30));
        Assert.True(posix.IsIntact(new FileRange(0, 10)));
        Assert.True(posix.IsIntact(new FileRange(10, 10)));
        Assert.True(posix.IsIntact(FileRange.From(30)));
        Assert.Throws<InvalidOperationException>(() => posix.IsIntact(FileRange.All));

        File.OpenHandle(_path, share: FileShare.ReadWrite).Dispose();

        Assert.False(posix.IsIntact(new FileRange(10, 10)));
        Assert.False(posix.IsIntact(FileRange.From(30)));
        posix.Unlock(FileRange.From(30));
    }

    /// <summary>The other half of LOCK-08: what the library opens itself never takes such locks away.</summary>
    [Fact]
    public void Open_AFileWithPosixLocksOfThisProcess_IsRefusedAndTakesNothingAway()
    {
        using RecordLock posix = RecordLock.Create(_path, RecordLockKind.Posix);
        posix.Lock(s_first);
        File.CreateSymbolicLink(_path + ".link", _path);
        Assert.Contains("this process has it open for locks already", Assert.Throws<InvalidOperationException>(() => RecordLock.Open(_path, RecordLockKind.Posix)).Message, StringComparison.Ordinal);
        Assert.Contains("go when any descriptor of the file is closed", Assert.Throws<InvalidOperationException>(() => RecordLock.OpenOrCreate(_path + ".link")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => FileLock.Acquire(_path));
        Assert.NotEmpty(Causeway.FileLocks.ListOf(_path));
        Assert.True(posix.IsIntact(s_first));
        posix.Dispose();
        FileLock.Open(_path).Dispose();
    }

    [Fact]
    public void OpenPosix_AFileThatLockObjectsOfThisProcessHaveOpen_IsRefused()
    {
        using (FileLock.Create(_path))
            Assert.Throws<InvalidOperationException>(() => RecordLock.Open(_path, RecordLockKind.Posix));
        using RecordLock posix = RecordLock.Open(_path, RecordLockKind.Posix);
        Assert.Throws<InvalidOperationException>(() => RecordLock.Over(posix.Descriptor, RecordLockKind.Posix));
        using FileLock flock = FileLock.Over(posix.Descriptor);
        Assert.True(flock.TryLock());
        Assert.True(posix.TryLock(FileRange.All));
    }

    [Fact]
    public void Dispose_AfterTheDescriptorItWorksOn_FreesTheFileForAnother()
    {
        FileStream stream = new(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        RecordLock posix = RecordLock.Over(stream.SafeFileHandle, RecordLockKind.Posix);
        posix.Lock(s_first);
        stream.Dispose();
        posix.Dispose();
        Assert.Null(posix.HeldMode(s_first));
        using RecordLock next = RecordLock.Open(_path, RecordLockKind.Posix);
        Assert.True(next.TryLock(s_first));
    }

    [Fact]
    public void Dispose_ManyRanges_ReleasesAll()
    {
        RecordLock one = RecordLock.Create(_path);
        using SafeFileDescriptor duplicate = ((SafeFileDescriptor)one.Descriptor).Duplicate();
        for (int index = 0; index < 20; index++)
            one.Lock(new FileRange(index * 10, 5));
        FileLockScope last = one.Lock(FileRange.From(1000));
        Assert.Equal(21, Causeway.FileLocks.ListOf(_path).Count);
        one.Dispose();
        last.Dispose();
        Assert.Empty(Causeway.FileLocks.ListOf(_path));
        Assert.Throws<ObjectDisposedException>(() => one.TryLock(s_first));
        Assert.Throws<ObjectDisposedException>(() => one.FindConflict(s_first));
    }
}
