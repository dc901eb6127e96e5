using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Pipes;

/// <summary>What is chosen at creation, and how much a pipe holds.</summary>
public sealed class PipeModeTests
{
    [Theory]
    [InlineData(PipeMode.Stream)]
    [InlineData(PipeMode.Packets)]
    [InlineData(PipeMode.NonBlocking)]
    [InlineData(PipeMode.Packets | PipeMode.NonBlocking)]
    public void Create_EachMode_SetsItsFlagsAndCloseOnExec(PipeMode mode)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create(mode);
        foreach (SafeFileDescriptor end in new[] { pipe.Reader.Descriptor, pipe.Writer.Descriptor })
        {
            int flags = LibC.fcntl(end, LibC.F_GETFL, 0);
            Assert.Equal(mode.HasFlag(PipeMode.NonBlocking), (flags & LibC.O_NONBLOCK) != 0);

            // The kernel keeps the mode of packets with the end that makes them.
            Assert.Equal(mode.HasFlag(PipeMode.Packets) && end == pipe.Writer.Descriptor, (flags & LibC.O_DIRECT) != 0);
            Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(end, LibC.F_GETFD, 0));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(0x4000)]
    public void Create_UnknownMode_IsRefusedBeforeTheCall(int mode) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AnonymousPipe.Create((PipeMode)mode));

    [Fact]
    public void Packets_LongWrite_IsSeveralPackets()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create(PipeMode.Packets);
        pipe.Writer.Write(new byte[PipeWriteEnd.AtomicWriteBytes + 10]);
        byte[] buffer = new byte[10_000];
        Assert.Equal(PipeWriteEnd.AtomicWriteBytes, pipe.Reader.Read(buffer));
        Assert.Equal(10, pipe.Reader.Read(buffer));
    }

    [Fact]
    public void NonBlocking_SynchronousCalls_WaitAllTheSame()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create(PipeMode.NonBlocking);
        Task<int> reading = Task.Factory.StartNew(() => pipe.Reader.Read(new byte[4]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        pipe.Writer.Write("late"u8);
        Assert.Equal(4, reading.GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(4097, 8192)]
    [InlineData(100_000, 131_072)]
    [InlineData(1 << 20, 1 << 20)]
    public void SetCapacity_AnySize_AnswersWhatTheKernelRoundedItTo(int bytes, int rounded)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        Assert.Equal(65_536, pipe.Reader.CapacityBytes);
        int page = Environment.SystemPageSize;
        Assert.Equal(Math.Max(rounded, page), pipe.Writer.SetCapacity(bytes));
        Assert.Equal(Math.Max(rounded, page), pipe.Reader.CapacityBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => pipe.Writer.SetCapacity(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipe.Writer.SetCapacity(-1));
    }

    [RootFact]
    public void Create_OverTheUsersPages_IsSmallAndCannotGrow() => OtherUser.ExpectSuccess(ExceedTheUsersPages);

    private static void ExceedTheUsersPages(string[] arguments)
    {
        int limit = int.Parse(File.ReadAllText("/proc/sys/fs/pipe-user-pages-soft"), CultureInfo.InvariantCulture);
        int largest = int.Parse(File.ReadAllText("/proc/sys/fs/pipe-max-size"), CultureInfo.InvariantCulture);
        int page = Environment.SystemPageSize;
        List<AnonymousPipe> pipes = [];
        try
        {
            SyscallException? refused = null;
            while (refused is null)
            {
                Assert.True(pipes.Count <= limit, "the limit was never met");
                pipes.Add(AnonymousPipe.Create());
                try
                {
                    pipes[^1].Writer.SetCapacity(largest);
                }
                catch (SyscallException e)
                {
                    refused = e;
                }
            }

            Assert.Equal(Errno.EPERM, refused.Errno);
            Assert.Contains("pipe-user-pages-soft", refused.Message, StringComparison.Ordinal);

            // What is left of the account goes to pipes of the usual size; the next are small.
            while (pipes[^1].Reader.CapacityBytes == 65_536)
                pipes.Add(AnonymousPipe.Create());
            Assert.InRange(pipes[^1].Reader.CapacityBytes, page, 2 * page);
        }
        finally
        {
            pipes.ForEach(static pipe => pipe.Dispose());
        }
    }
}
