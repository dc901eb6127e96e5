using Causeway.Sys;

namespace Causeway;

/// <summary>An anonymous pipe (pipe2(2)): bytes written at one end are read at the other, in order, through the kernel.</summary>
/// <remarks>
/// Give one end to a child with <see cref="ChildProcessOptions.Descriptors"/> and then dispose it here: while this process
/// holds a write end, the reader never sees the end of the stream. Both ends for one side: <see cref="DuplexPipe"/>.
/// </remarks>
public sealed class AnonymousPipe : IDisposable
{
    private AnonymousPipe(PipeReadEnd reader, PipeWriteEnd writer)
    {
        Reader = reader;
        Writer = writer;
    }

    /// <summary>The end that reads.</summary>
    public PipeReadEnd Reader { get; }

    /// <summary>The end that writes.</summary>
    public PipeWriteEnd Writer { get; }

    /// <summary>Creates a pipe; both ends are close-on-exec.</summary>
    /// <param name="mode">A stream of bytes unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode has a bit that <see cref="PipeMode"/> does not name.</exception>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit. ENFILE: the machine is, or this user's pipes hold as much as /proc/sys/fs/pipe-user-pages-hard allows.</exception>
    public static unsafe AnonymousPipe Create(PipeMode mode = PipeMode.Stream)
    {
        const PipeMode All = PipeMode.Packets | PipeMode.NonBlocking;
        if ((mode & ~All) != PipeMode.Stream)
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Only Packets and NonBlocking: the kernel has no other mode of a pipe.");
        int flags = LibC.O_CLOEXEC;
        if (mode.HasFlag(PipeMode.Packets))
            flags |= LibC.O_DIRECT;
        if (mode.HasFlag(PipeMode.NonBlocking))
            flags |= LibC.O_NONBLOCK;
        int* ends = stackalloc int[2];
        int result = LibC.pipe2(ends, flags);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("pipe2", objectName: null, error);
        return new AnonymousPipe(
            new PipeReadEnd(new SafeFileDescriptor(ends[0]), "pipe"),
            new PipeWriteEnd(new SafeFileDescriptor(ends[1]), "pipe"));
    }

    /// <summary>Disposes both ends.</summary>
    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
