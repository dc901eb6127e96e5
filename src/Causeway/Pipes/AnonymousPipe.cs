using Causeway.Sys;

namespace Causeway;

/// <summary>An anonymous pipe (pipe2(2)): bytes written at one end are read at the other, in order, through the kernel.</summary>
/// <remarks>
/// Give one end to a child with <see cref="ChildProcessOptions.Descriptors"/> and then dispose it here: while this process
/// holds a write end, the reader never sees the end of the stream.
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
    /// <param name="packets">
    /// Packet mode (O_DIRECT): each write of up to <see cref="PipeWriteEnd.AtomicWriteBytes"/> bytes is read as one, and what
    /// a short read leaves of it is lost.
    /// </param>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit. ENFILE: the machine is.</exception>
    public static unsafe AnonymousPipe Create(bool packets = false)
    {
        int* ends = stackalloc int[2];
        int result = LibC.pipe2(ends, LibC.O_CLOEXEC | (packets ? LibC.O_DIRECT : 0));
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
