using Causeway.Sys;

namespace Causeway.Tests.Fifos;

/// <summary>Names in a directory held open, and what is put in a FIFO's place.</summary>
public sealed class FifoPlaceTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly string _path;

    public FifoPlaceTests() => _path = _directory.PathOf("fifo");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void In_DirectorySwappedForASymbolicLink_StaysInTheDirectory()
    {
        string home = _directory.PathOf("home");
        string moved = _directory.PathOf("moved");
        string trap = _directory.PathOf("trap");
        Directory.CreateDirectory(home);
        Directory.CreateDirectory(trap);
        File.WriteAllText(Path.Combine(trap, "victim"), "");
        using SafeFileDescriptor directory = Fifo.OpenDirectory(home);
        Directory.Move(home, moved);
        File.CreateSymbolicLink(home, trap);

        Fifo.Create(FifoPath.In(directory, "fifo"), (UnixFileMode)0x1B6);
        Assert.Equal((UnixFileMode)0x1B6, File.GetUnixFileMode(Path.Combine(moved, "fifo")));
        Assert.Single(Directory.GetFileSystemEntries(trap));
        using (FifoEnds ends = Fifo.OpenReadWrite(FifoPath.In(directory, "fifo")))
        {
            ends.Writer.Write("x"u8);
            using PipeReadEnd reader = Fifo.OpenReader(FifoPath.In(directory, "fifo"));
            Assert.Equal(1, reader.BytesAvailable);
        }

        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => Fifo.Delete(FifoPath.In(directory, "victim"))).Errno);
        Fifo.Delete(FifoPath.In(directory, "fifo"));
        Assert.Empty(Directory.GetFileSystemEntries(moved));
        Assert.Single(Directory.GetFileSystemEntries(trap));
    }

    [Fact]
    public void OpenDirectory_NoDirectory_SaysWhy()
    {
        File.CreateSymbolicLink(_path, _directory.Root);
        var failure = Assert.Throws<SyscallException>(() => Fifo.OpenDirectory(_path));
        Assert.Equal(Errno.ENOTDIR, failure.Errno);
        Assert.Contains("not followed", failure.Message, StringComparison.Ordinal);
        failure = Assert.Throws<SyscallException>(() => Fifo.OpenDirectory(_directory.PathOf("missing")));
        Assert.Equal(Errno.ENOENT, failure.Errno);
        Assert.DoesNotContain("is to be in", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Fifo.OpenDirectory(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/a")]
    [InlineData("a\0b")]
    public void In_NameThatLeadsElsewhere_IsRefused(string name)
    {
        using SafeFileDescriptor directory = Fifo.OpenDirectory(_directory.Root);
        Assert.Throws<ArgumentException>(() => FifoPath.In(directory, name));
    }

    [Fact]
    public void Path_EveryForm_LeadsToTheFifo()
    {
        Assert.ThrowsAny<ArgumentException>(() => Fifo.Create(default));
        Fifo.Create(_path);
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _path);
        foreach (string form in new[] { _path, relative, $"/{_path}", _path.Replace("fifo", "./fifo", StringComparison.Ordinal) })
            Fifo.OpenReader(form, FifoOpen.NoWait).Dispose();
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<SyscallException>(() => Fifo.OpenReader(_path + "/", FifoOpen.NoWait)).Errno);
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => Fifo.Create("/")).Errno);
        Assert.Throws<IOException>(() => Fifo.OpenReader("/"));
        Assert.Equal(_path, FifoPath.FromPath(_path).ToString());
    }

    [Fact]
    public void Open_ReplacedAfterItWasFound_OpensWhatWasFound()
    {
        Fifo.Create(_path);
        using PipeReadEnd first = Fifo.OpenReader(_path, FifoOpen.NoWait);
        using SafeFileDescriptor found = FifoOpening.Locate((FifoPath)_path);
        Fifo.Delete(_path);
        File.WriteAllText(_path, "another file");
        SafeFileDescriptor? opened = FifoOpening.TryOpen(found, LibC.O_WRONLY, FifoOpen.NoWait, Deadline.Infinite, CancellationToken.None, out _);
        using (var writer = new PipeWriteEnd(opened!))
            writer.Write("x"u8);
        Assert.Equal(1, first.BytesAvailable);
        Assert.Equal("another file", File.ReadAllText(_path));
    }

    [Fact]
    public void Open_ReplacedAllTheTime_OpensAFifoOrNothing()
    {
        using CancellationTokenSource enough = new();
        Task swapping = Task.Factory.StartNew(() => SwapUntil(enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            for (int opened = 0; opened < TestLoad.Rounds(5000) && !swapping.IsCompleted;)
            {
                try
                {
                    using PipeReadEnd reader = Fifo.OpenReader(_path, FifoOpen.NoWait);
                    Assert.Equal(LibC.S_IFIFO, TypeOf(reader.Descriptor));
                    opened++;
                }
                catch (IOException)
                {
                    // Nothing, or something else, was there.
                }
            }
        }
        finally
        {
            enough.Cancel();
            swapping.GetAwaiter().GetResult();
        }
    }

    private void SwapUntil(CancellationToken enough)
    {
        string file = _directory.PathOf("file");
        for (int round = 0; !enough.IsCancellationRequested; round++)
        {
            File.Delete(_path);
            if (round % 3 == 0)
                Fifo.Create(_path);
            else if (round % 3 == 1)
                File.WriteAllText(_path, "");
            else
                File.CreateSymbolicLink(_path, file);
        }
    }

    private static unsafe int TypeOf(SafeFileDescriptor descriptor)
    {
        LibC.statx_t status;
        Assert.Equal(0, LibC.statx(descriptor, &status));
        return status.stx_mode & LibC.S_IFMT;
    }
}
