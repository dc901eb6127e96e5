namespace Causeway.Tests.Semaphores;

public sealed class PosixSemaphoreTests : IDisposable
{
    private readonly SemaphoreName _name = new();

    public void Dispose() => _name.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("noslash")]
    [InlineData("/")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/b")]
    public void AnyVerb_ImpossibleName_IsRefusedBeforeTheCall(string name)
    {
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.Create(name, 0));
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.Open(name));
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.OpenOrCreate(name, 0));
        Assert.ThrowsAny<ArgumentException>(() => PosixSemaphore.Delete(name));
    }

    [Fact]
    public void Create_NameOf251Bytes_Works_And252_IsRefused()
    {
        string longest = _name.Name.PadRight(252, 'x');
        PosixSemaphore.Create(longest, 0).Dispose();
        PosixSemaphore.Delete(longest);

        Assert.Throws<ArgumentException>("name", () => PosixSemaphore.Create(longest + "x", 0));
    }

    [Fact]
    public void Create_NegativeValue_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>("initialValue", () => PosixSemaphore.Create(_name, -1));

    [Fact]
    public void Open_NoSuchSemaphore_IsEnoentAndSaysWhatToDo()
    {
        var failure = Assert.Throws<SyscallException>(() => PosixSemaphore.Open(_name));

        Assert.Equal(Errno.ENOENT, failure.Errno);
        Assert.Contains("PosixSemaphore.Create", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Exists_IsEexist_AndOpenOrCreateKeepsItsValue()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 3);

        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => PosixSemaphore.Create(_name, 7)).Errno);
        using PosixSemaphore again = PosixSemaphore.OpenOrCreate(_name, 7);
        Assert.Equal(3, again.Value);
    }

    [Fact]
    public void Post_AtTheHighestValue_IsEoverflow()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, PosixSemaphore.MaximumValue);

        Assert.Equal(Errno.EOVERFLOW, Assert.Throws<SyscallException>(semaphore.Post).Errno);
        Assert.Equal(PosixSemaphore.MaximumValue, semaphore.Value);
    }

    [Fact]
    public void Wait_TakesWhatWasPosted()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        Assert.False(semaphore.TryWait());
        semaphore.Post();
        semaphore.Post();
        semaphore.Wait();
        Assert.True(semaphore.TryWait());
        Assert.Equal(0, semaphore.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Wait_NobodyPosts_TimesOut(int milliseconds)
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        long started = Environment.TickCount64;

        Assert.Throws<TimeoutException>(() => semaphore.Wait(TimeSpan.FromMilliseconds(milliseconds)));

        // TickCount64 is coarse: it may lag by a tick of the kernel.
        Assert.True(Environment.TickCount64 - started >= milliseconds - 16);
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Wait(TimeSpan.FromSeconds(-2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Wait_CLibraryWithoutClockwait_TimesOutToo(int milliseconds)
    {
        bool usual = PosixSemaphore.UsesClockwait;
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 1);
        try
        {
            PosixSemaphore.UsesClockwait = false;
            semaphore.Wait(TimeSpan.FromMilliseconds(milliseconds));
            Assert.Throws<TimeoutException>(() => semaphore.Wait(TimeSpan.FromMilliseconds(milliseconds)));
            Assert.Equal(0, semaphore.Value);
        }
        finally
        {
            PosixSemaphore.UsesClockwait = usual;
        }
    }

    [Fact]
    public async Task OpenOrCreate_ManyAtOnce_AllGetTheSameObject()
    {
        const int Openers = 8;
        for (int round = 0; round < 50; round++)
        {
            PosixSemaphore[] opened = await Task.WhenAll(Enumerable.Range(0, Openers).Select(_ => Task.Run(() => PosixSemaphore.OpenOrCreate(_name, 1))));
            Array.ForEach(opened, one => one.Post());

            Assert.All(opened, one => Assert.Equal(1 + Openers, one.Value));
            Array.ForEach(opened, one => one.Dispose());
            PosixSemaphore.Delete(_name);
        }
    }

    [Fact]
    public void Wait_Cancelled_Throws()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(20));

        var failure = Assert.ThrowsAny<OperationCanceledException>(() => semaphore.Wait(cancellationToken: source.Token));

        Assert.Equal(source.Token, failure.CancellationToken);
        semaphore.Post();
        Assert.ThrowsAny<OperationCanceledException>(() => semaphore.Wait(cancellationToken: source.Token));
        Assert.Equal(1, semaphore.Value);
    }

    [Fact]
    public async Task WaitAsync_CancelledWhileItIsPosted_LosesNoPost()
    {
        const int Rounds = 500;
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        int taken = 0;
        for (int i = 0; i < Rounds; i++)
        {
            using CancellationTokenSource source = new();
            Task pending = semaphore.WaitAsync(source.Token).AsTask();
            Task cancel = source.CancelAsync();
            semaphore.Post();
            await cancel;
            try
            {
                await pending;
                taken++;
            }
            catch (OperationCanceledException)
            {
                // What was posted must still be there: that is what is counted below.
            }
        }

        Assert.Equal(Rounds, taken + semaphore.Value);
    }

    [Fact]
    public async Task WaitAsync_Posted_Completes()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        Task pending = semaphore.WaitAsync().AsTask();
        Assert.False(pending.IsCompleted);

        semaphore.Post();

        await pending;
        Assert.Equal(0, semaphore.Value);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.UserRead)]
    public void Create_AnyUmask_PermissionsAreExact(UnixFileMode permissions)
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0, permissions);

        Assert.Equal(permissions, File.GetUnixFileMode(_name.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void Open_FileTooShortForASemaphore_IsRefusedInsteadOfSigbus(int length)
    {
        File.WriteAllBytes(_name.Path, new byte[length]);

        Assert.Contains($"{length} bytes instead of 32", Assert.Throws<InvalidDataException>(() => PosixSemaphore.Open(_name)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => PosixSemaphore.OpenOrCreate(_name, 1));
    }

    [Fact]
    public void Open_NameOfSomethingElse_IsRefused()
    {
        Fifo.Create(_name.Path);
        Assert.Contains("not a regular file", Assert.Throws<InvalidDataException>(() => PosixSemaphore.Open(_name)).Message, StringComparison.Ordinal);
        File.Delete(_name.Path);

        File.CreateSymbolicLink(_name.Path, "/dev/shm/nowhere");
        Assert.Equal("ELOOP", Assert.Throws<SyscallException>(() => PosixSemaphore.Open(_name)).Errno.Name);
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => PosixSemaphore.Create(_name, 0)).Errno);
    }

    [Fact]
    public void Create_Failing_LeavesNothingBehind()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        int descriptors = OpenDescriptors.Count();
        string[] before = Directory.GetFileSystemEntries("/dev/shm", "*" + _name.Name[1..] + "*");

        for (int i = 0; i < 5; i++)
            Assert.Throws<SyscallException>(() => PosixSemaphore.Create(_name, 0));

        // The collector may close what an earlier test left.
        Assert.InRange(OpenDescriptors.Count(), 0, descriptors);
        Assert.Equal(before, Directory.GetFileSystemEntries("/dev/shm", "*" + _name.Name[1..] + "*"));
    }

    [Fact]
    public async Task Value_WhileSomebodyWaits_IsZeroAndNeverLess()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        Task[] waits = [semaphore.WaitAsync().AsTask(), semaphore.WaitAsync().AsTask()];
        Assert.Equal(0, semaphore.Value);
        semaphore.Post();
        semaphore.Post();
        await Task.WhenAll(waits);
        Assert.Equal(0, semaphore.Value);
    }

    [Fact]
    public void Delete_WhileOpen_ItGoesOn_AndTheNameIsGone()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        PosixSemaphore.Delete(_name);

        semaphore.Post();

        Assert.True(semaphore.TryWait());
        Assert.False(PosixSemaphore.TryDelete(_name));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixSemaphore.Delete(_name)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixSemaphore.Open(_name)).Errno);
    }

    [Fact]
    public void AnyCall_AfterDispose_Throws()
    {
        PosixSemaphore semaphore = PosixSemaphore.Create(_name, 1);
        using PosixSemaphore other = PosixSemaphore.Open(_name);
        semaphore.Dispose();
        semaphore.Dispose();

        Assert.Throws<ObjectDisposedException>(semaphore.Post);
        Assert.Throws<ObjectDisposedException>(() => semaphore.TryWait());
        Assert.Throws<ObjectDisposedException>(() => semaphore.Wait());
        Assert.Throws<ObjectDisposedException>(() => semaphore.Value);
        Assert.Equal(1, other.Value);
    }

    [Fact]
    public async Task Dispose_DuringAWait_TheWaitGoesOnSafely()
    {
        PosixSemaphore waiting = PosixSemaphore.Create(_name, 0);
        using PosixSemaphore other = PosixSemaphore.Open(_name);
        using CancellationTokenSource source = new();
        Task pending = Task.Factory.StartNew(() => waiting.Wait(null, source.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        waiting.Dispose();

        other.Post();

        // It had begun before the disposal, or found the object disposed: either way nothing was freed under it.
        Exception? end = await Record.ExceptionAsync(() => pending);
        Assert.True(end is null or ObjectDisposedException, $"{end}");
        Assert.Equal(end is null ? 0 : 1, other.Value);
    }
}
