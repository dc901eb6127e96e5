using Causeway.Sys;

namespace Causeway.Tests.Fifos;

public sealed class FifoTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly string _path;

    public FifoTests() => _path = _directory.PathOf("fifo");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("600", "777")]
    [InlineData("666", "022")]
    [InlineData("777", "777")]
    [InlineData("777", "000")]
    [InlineData("000", "000")]
    public void Create_WhateverTheUmask_HasExactlyThesePermissions(string octal, string umask)
    {
        var permissions = (UnixFileMode)Convert.ToInt32(octal, 8);
        uint before = LibC.umask(Convert.ToUInt32(umask, 8));
        try
        {
            Fifo.Create(_path, permissions);
            Assert.Equal(permissions, File.GetUnixFileMode(_path));
        }
        finally
        {
            _ = LibC.umask(before);
        }
    }

    [Fact]
    public void Create_Done_LeavesTheProcessUmaskAsItWas()
    {
        string before = UmaskLine();
        Fifo.Create(_path, (UnixFileMode)0x1FF);
        Assert.Equal(before, UmaskLine());
    }

    [Fact]
    public void Complete_PermissionsTakenByTheUmask_GivesThemBack()
    {
        Fifo.Create(_path, UnixFileMode.UserRead);
        Complete(_path, 0x1B6);
        Assert.Equal((UnixFileMode)0x1B6, File.GetUnixFileMode(_path));
    }

    [Fact]
    public void Complete_FifoWithASecondName_IsLeftAlone()
    {
        Fifo.Create(_path, UnixFileMode.UserRead);
        using (ShellCommand link = ShellCommand.OpenRead("ln", [_path, _directory.PathOf("second")]))
            Assert.True(link.Close().IsSuccess);
        Assert.Throws<IOException>(() => Complete(_path, 0x1B6));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(_path));
    }

    [Fact]
    public void Create_Exists_IsEexist()
    {
        Fifo.Create(_path);
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => Fifo.Create(_path)).Errno);
    }

    [Fact]
    public void Create_ImpossiblePaths_SayWhich()
    {
        File.WriteAllText(_path, "");
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<SyscallException>(() => Fifo.Create(_path + "/below")).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => Fifo.Create(_directory.PathOf("missing/fifo"))).Errno);
        Assert.Equal(Errno.ENAMETOOLONG, Assert.Throws<SyscallException>(() => Fifo.Create(_directory.PathOf(new string('x', 256)))).Errno);
        Assert.Throws<ArgumentException>(() => Fifo.Create(""));
        Assert.Throws<ArgumentException>(() => Fifo.Create("a\0b"));
        Assert.Throws<ArgumentException>(() => Fifo.Create(_path, UnixFileMode.SetUser));
    }

    [Fact]
    public void OpenWriter_NoWaitAndNoReader_IsEnxioAndSaysWhatToDo()
    {
        Fifo.Create(_path);
        var failure = Assert.Throws<SyscallException>(() => Fifo.OpenWriter(_path, FifoOpen.NoWait));
        Assert.Equal(Errno.ENXIO, failure.Errno);
        Assert.Contains("FifoOpen.Wait", failure.Message, StringComparison.Ordinal);
        Assert.False(Fifo.TryOpenWriter(_path, out PipeWriteEnd? writer));
        Assert.Null(writer);
    }

    [Fact]
    public void OpenReader_NoWait_ReadsTheEndThenWhatAWriterSends()
    {
        Fifo.Create(_path);
        using PipeReadEnd reader = Fifo.OpenReader(_path, FifoOpen.NoWait);
        Assert.Equal(0, reader.Read(new byte[1]));
        Assert.True(Fifo.TryOpenWriter(_path, out PipeWriteEnd? writer));
        using (writer)
            writer.Write("x"u8);
        byte[] buffer = new byte[2];
        Assert.Equal(1, reader.Read(buffer));
        Assert.Equal(0, reader.Read(buffer));
    }

    [Fact]
    public async Task ReadAsync_WriterThereButSilent_WaitsForTheBytes()
    {
        Fifo.Create(_path);
        using PipeReadEnd reader = Fifo.OpenReader(_path, FifoOpen.NoWait);
        using PipeWriteEnd writer = Fifo.OpenWriter(_path);
        byte[] buffer = new byte[8];
        ValueTask<int> pending = reader.ReadAsync(buffer);
        Assert.False(pending.IsCompleted);
        writer.Write("abc"u8);
        Assert.Equal(3, await pending);
    }

    [Fact]
    public async Task OpenReaderAndWriterAsync_BothWait_MeetEachOther()
    {
        Fifo.Create(_path);
        Task<PipeReadEnd> opening = Fifo.OpenReaderAsync(_path);
        using PipeWriteEnd writer = await Fifo.OpenWriterAsync(_path);
        using PipeReadEnd reader = await opening;
        writer.Write("hi"u8);
        Assert.Equal(2, await reader.ReadAsync(new byte[2]));
    }

    [Fact]
    public async Task OpenAsync_Cancelled_EndsWithTheToken()
    {
        Fifo.Create(_path);
        using var cancel = new CancellationTokenSource();
        Task<PipeReadEnd> reader = Fifo.OpenReaderAsync(_path, cancel.Token);
        Task<PipeWriteEnd> none = Fifo.OpenWriterAsync(_directory.PathOf("missing"), cancel.Token);
        Assert.Equal(Errno.ENOENT, (await Assert.ThrowsAsync<SyscallException>(() => none)).Errno);
        Assert.False(reader.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader);
        Assert.True(reader.IsCanceled);
    }

    [Fact]
    public void Open_NobodyComes_TimesOutAndLeavesNoReader()
    {
        Fifo.Create(_path);
        Assert.Throws<TimeoutException>(() => Fifo.OpenReader(_path, timeout: TimeSpan.FromMilliseconds(20)));
        Assert.Throws<TimeoutException>(() => Fifo.OpenWriter(_path, timeout: TimeSpan.Zero));
        Assert.False(Fifo.TryOpenWriter(_path, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fifo.OpenReader(_path, timeout: TimeSpan.FromSeconds(-5)));
    }

    [Fact]
    public void Open_NotAFifo_IsRefusedAndLeftAlone()
    {
        File.WriteAllText(_path, "file");
        Assert.Throws<IOException>(() => Fifo.OpenReader(_path));
        Assert.Throws<IOException>(() => Fifo.OpenWriter(_path));
        Assert.Throws<IOException>(() => Fifo.Delete(_path));
        Assert.Equal("file", File.ReadAllText(_path));

        string target = _directory.PathOf("target");
        Fifo.Create(target);
        string link = _directory.PathOf("link");
        File.CreateSymbolicLink(link, target);
        Assert.Throws<IOException>(() => Fifo.OpenReader(link, FifoOpen.NoWait));
        Assert.Throws<IOException>(() => Fifo.OpenReader("/dev/null"));
    }

    [Fact]
    public void Delete_Open_RemovesTheNameAlone()
    {
        Fifo.Create(_path);
        using PipeReadEnd reader = Fifo.OpenReader(_path, FifoOpen.NoWait);
        using PipeWriteEnd writer = Fifo.OpenWriter(_path);
        Fifo.Delete(_path);
        writer.Write("x"u8);
        Assert.Equal(1, reader.Read(new byte[1]));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => Fifo.Delete(_path)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => Fifo.OpenReader(_path)).Errno);
    }

    [Fact]
    public void OpenReader_CWriter_ReadsItsBytes()
    {
        Fifo.Create(_path);
        using Peer peer = Peer.StartC("fifo_copy", "write", _path, "from c");
        using var reader = new StreamReader(Fifo.OpenReader(_path));
        Assert.Equal("from c", reader.ReadToEnd());
        peer.ExpectSuccess();
    }

    [Fact]
    public void OpenWriter_CReaderOfACMadeFifo_GetsOurBytes()
    {
        using (Peer create = Peer.StartC("fifo_copy", "create", _path, "600"))
            create.ExpectSuccess();
        using Peer peer = Peer.StartC("fifo_copy", "read", _path);
        using (PipeWriteEnd writer = Fifo.OpenWriter(_path))
            writer.Write("to c"u8);
        peer.Expect("to c");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Read_FourCWritersOfAtomicFrames_NeverMixed()
    {
        const int Frames = 50;
        Fifo.Create(_path);
        using PipeReadEnd reader = Fifo.OpenReader(_path, FifoOpen.NoWait);
        using PipeWriteEnd keepOpen = Fifo.OpenWriter(_path);
        Peer[] peers = [.. "abcd".Select(letter => Peer.StartC("fifo_copy", "frames", _path, $"{Frames}", $"{letter}"))];
        try
        {
            byte[] frame = new byte[PipeWriteEnd.AtomicWriteBytes];
            for (int i = 0; i < peers.Length * Frames; i++)
            {
                reader.ReadExactly(frame);
                Assert.Equal(-1, frame.AsSpan().IndexOfAnyExcept(frame[0]));
            }

            Array.ForEach(peers, static peer => peer.ExpectSuccess());
        }
        finally
        {
            Array.ForEach(peers, static peer => peer.Dispose());
        }
    }

    [RootFact]
    public void Open_OtherUserWithoutPermission_IsUnauthorized()
    {
        File.SetUnixFileMode(_directory.Root, (UnixFileMode)0x1ED);
        Fifo.Create(_path);
        OtherUser.ExpectSuccess(ExpectUnauthorized, _path);
    }

    private static void ExpectUnauthorized(string[] arguments)
    {
        var failure = Assert.Throws<UnauthorizedAccessException>(() => Fifo.OpenReader(arguments[0], FifoOpen.NoWait));
        Assert.Equal(Errno.EACCES, Assert.IsType<SyscallException>(failure.InnerException).Errno);
    }

    private static void Complete(FifoPath path, uint permissions)
    {
        using PathPlace place = path.Resolve("mkfifo");
        FifoCreation.Complete(place, permissions);
    }

    private static string UmaskLine() => File.ReadLines("/proc/self/status").Single(static line => line.StartsWith("Umask:", StringComparison.Ordinal));
}
