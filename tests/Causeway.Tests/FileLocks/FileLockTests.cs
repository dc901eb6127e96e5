namespace Causeway.Tests.FileLocks;

public sealed class FileLockTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly string _path;

    public FileLockTests() => _path = _directory.PathOf("lock");

    public void Dispose() => _directory.Dispose();

    /// <summary>LOCK-01, LOCK-02.</summary>
    [Fact]
    public void Lock_TwoObjectsOfOneProcess_ExcludeEachOther()
    {
        using FileLock first = FileLock.Create(_path);
        using FileLock second = FileLock.Open(_path);
        using (first.Lock())
        {
            Assert.Equal(FileLockMode.Exclusive, first.HeldMode);
            Assert.False(second.TryLock());
            Assert.False(second.TryLock(FileLockMode.Shared));
            Assert.Null(second.HeldMode);
        }

        Assert.Null(first.HeldMode);
        Assert.True(second.TryLock(FileLockMode.Shared));
        Assert.True(first.TryLock(FileLockMode.Shared));
    }

    /// <summary>LOCK-04, LOCK-05: a duplicate is the same lock.</summary>
    [Fact]
    public void Unlock_ThroughADuplicate_Releases()
    {
        using FileLock opened = FileLock.Create(_path);
        using FileLock other = FileLock.Open(_path);
        using SafeFileDescriptor duplicate = ((SafeFileDescriptor)opened.Descriptor).Duplicate();
        using FileLock same = FileLock.Over(duplicate);
        opened.Lock();
        Assert.True(same.TryLock());
        Assert.False(other.TryLock());

        same.Unlock();

        Assert.True(other.TryLock());
    }

    /// <summary>LOCK-16.</summary>
    [Fact]
    public void Over_APipe_Locks()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        using FileLock reader = FileLock.Over(pipe.Reader.Descriptor);
        using FileLock writer = FileLock.Over(pipe.Writer.Descriptor);
        Assert.True(reader.TryLock());
        Assert.False(writer.TryLock());
        FileLockEntry held = Assert.Single(Causeway.FileLocks.ListOf(pipe.Reader.Descriptor));
        Assert.Equal((FileLockKind.Flock, Environment.ProcessId), (held.Kind, held.ProcessIds.Single()));
    }

    /// <summary>LOCK-17 cannot be reached: a mode that is none is refused before the call.</summary>
    [Fact]
    public void Lock_BadArguments_AreRefusedBeforeAnyCall()
    {
        using FileLock one = FileLock.Create(_path);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Lock((FileLockMode)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Lock(timeout: TimeSpan.FromSeconds(-2)));
        using Microsoft.Win32.SafeHandles.SafeWaitHandle stranger = new(0, ownsHandle: false);
        Assert.Throws<ArgumentException>(() => FileLock.Over(stranger));
        Assert.Throws<ArgumentException>(() => FileLock.Open("a\0b"));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileLock.Open(_path, (FileAccess)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileLock.Create(_path + "2", (UnixFileMode)0xFFF));
        Assert.Null(one.HeldMode);
    }

    [Fact]
    public void Lock_HeldOrNotHeld_MisuseIsRefused()
    {
        using FileLock one = FileLock.Create(_path);
        Assert.Contains("does not hold", Assert.Throws<InvalidOperationException>(one.Unlock).Message, StringComparison.Ordinal);
        one.Lock();
        Assert.Contains("holds the lock already", Assert.Throws<InvalidOperationException>(() => one.TryLock()).Message, StringComparison.Ordinal);
        one.Unlock();
        Assert.Throws<InvalidOperationException>(one.Unlock);
    }

    [Fact]
    public void Scope_DisposedTwiceOrLate_ReleasesNothingElse()
    {
        using FileLock one = FileLock.Create(_path);
        FileLockScope first = one.Lock();
        first.Dispose();
        Assert.True(one.TryLock(out FileLockScope second, FileLockMode.Shared));

        first.Dispose();

        Assert.Equal(FileLockMode.Shared, one.HeldMode);
        second.Dispose();
        second.Dispose();
        Assert.Null(one.HeldMode);
        default(FileLockScope).Dispose();
    }

    [Fact]
    public void Create_ModeAndVerbs_AreExact()
    {
        FileLock.Create(_path, (UnixFileMode)0x1B6).Dispose();
        Assert.Equal((UnixFileMode)0x1B6, File.GetUnixFileMode(_path));
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => FileLock.Create(_path)).Errno);
        FileLock.OpenOrCreate(_path).Dispose();
        Assert.Equal((UnixFileMode)0x1B6, File.GetUnixFileMode(_path));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => FileLock.Open(_path + "2")).Errno);
        FileLock.OpenOrCreate(_path + "2").Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path + "2"));
        using FileLock directory = FileLock.OpenOrCreate(_directory.Root);
        Assert.True(directory.TryLock());
    }

    [Fact]
    public void Dispose_Held_ReleasesThoughADuplicateIsOpen()
    {
        FileLock one = FileLock.Create(_path);
        using SafeFileDescriptor duplicate = ((SafeFileDescriptor)one.Descriptor).Duplicate();
        using FileLock other = FileLock.Open(_path);
        FileLockScope scope = one.Lock();

        one.Dispose();

        Assert.True(other.TryLock());
        one.Dispose();
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(() => one.TryLock());
        Assert.Equal(FileLockMode.Exclusive, other.HeldMode);
    }

    [Fact]
    public void Dispose_Borrowed_LeavesTheDescriptorOpenAndUnlocked()
    {
        using FileStream stream = new(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        FileLock one = FileLock.Over(stream.SafeFileHandle);
        one.Lock();
        one.Dispose();
        stream.WriteByte(1);
        stream.Flush();
        using FileLock other = FileLock.Open(_path);
        Assert.True(other.TryLock());
    }

    /// <summary>The runtime locks what it opens, and lets nobody open what is locked here.</summary>
    [Fact]
    public void FileStream_OfALockedFile_IsRefused()
    {
        using FileLock one = FileLock.Create(_path);
        using (one.Lock())
            Assert.ThrowsAny<IOException>(() => File.ReadAllBytes(_path));
        using (one.Lock(FileLockMode.Shared))
            Assert.Empty(File.ReadAllBytes(_path));
        using (File.Open(_path, FileMode.Open, FileAccess.Read, FileShare.Read))
            Assert.False(one.TryLock());
    }

    [Fact]
    public void TryAcquire_PathReplaced_LocksWhatIsThereNow()
    {
        using FileLock first = FileLock.Acquire(_path);
        Assert.True(first.IsAtPath);
        Assert.Null(FileLock.TryAcquire(_path));
        File.Move(_path, _path + ".old");
        Assert.False(first.IsAtPath);
        using FileLock? second = FileLock.TryAcquire(_path, FileLockMode.Shared);
        Assert.NotNull(second);
        Assert.True(second.IsAtPath);
        using AnonymousPipe pipe = AnonymousPipe.Create();
        using FileLock over = FileLock.Over(pipe.Reader.Descriptor);
        Assert.Throws<InvalidOperationException>(() => over.IsAtPath);
    }

    /// <summary>Whoever waited for a lock file that was replaced gets the lock of the new one, in each form.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Acquire_PathReplacedWhileWaiting_StartsAnew(bool asynchronous)
    {
        using (FileLock old = FileLock.Acquire(_path))
        {
            Task<FileLock> waiting = asynchronous ? FileLock.AcquireAsync(_path).AsTask() : Task.Run(() => FileLock.Acquire(_path));
            LockingPeer.AwaitWaiter(_path);
            File.Delete(_path);
            using (FileLock replacement = FileLock.Create(_path))
            {
                replacement.Lock();
                old.Unlock();
                LockingPeer.AwaitWaiter(_path);
                Assert.True(old.TryLock());
                Assert.False(old.IsAtPath);
            }

            using FileLock acquired = await waiting;
            Assert.True(acquired.IsAtPath);
            Assert.Null(FileLock.TryAcquire(_path));
            Assert.Throws<TimeoutException>(() => FileLock.Acquire(_path, timeout: TimeSpan.FromMilliseconds(5)));
        }

        Assert.Empty(_directory.OpenFiles());
    }

    [Fact]
    public void Acquire_ThroughASymbolicLink_IsAtItsPath()
    {
        File.CreateSymbolicLink(_path + ".link", _path);
        File.WriteAllText(_path, "");
        using FileLock one = FileLock.Acquire(_path + ".link");
        Assert.True(one.IsAtPath);
        Assert.Null(FileLock.TryAcquire(_path));
    }

    /// <summary>Behind a link, <c>..</c> is not where the path seems to come from.</summary>
    [Fact]
    public void Acquire_ThroughALinkAndBack_IsAtItsPath()
    {
        Directory.CreateDirectory(_directory.PathOf("a/b"));
        File.CreateSymbolicLink(_directory.PathOf("link"), _directory.PathOf("a/b"));
        using FileLock one = FileLock.OpenOrCreate(_directory.PathOf("link/../lock"));
        Assert.True(File.Exists(_directory.PathOf("a/lock")));
        Assert.True(one.IsAtPath);
    }

    [Fact]
    public async Task OpenOrCreate_LinkThatLeadsNowhere_IsRefused()
    {
        File.CreateSymbolicLink(_path, _path + ".gone");
        Task<FileLock> opening = Task.Run(() => FileLock.OpenOrCreate(_path));
        SyscallException failure = await Assert.ThrowsAsync<SyscallException>(() => opening.WaitAsync(Watchdog.Limit));
        Assert.Equal(Errno.ENOENT, failure.Errno);
        Assert.Contains("leads nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LockAndUnlock_Reused_AllocateNothing()
    {
        using FileLock one = FileLock.Create(_path);
        using RecordLock records = RecordLock.OpenOrCreate(_path + "2");

        Assert.Equal(0, Allocations.Least(1000, Use));

        void Use()
        {
            one.Lock().Dispose();
            one.TryLock(FileLockMode.Shared);
            one.TryConvert(FileLockMode.Exclusive);
            one.Unlock();
            records.Lock(new FileRange(4, 8)).Dispose();
            records.TryLock(FileRange.All);
            records.TryConvert(FileRange.All, FileLockMode.Shared);
            records.Unlock(FileRange.All);
        }
    }
}
