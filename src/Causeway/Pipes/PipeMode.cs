namespace Causeway;

/// <summary>How an <see cref="AnonymousPipe"/> is created: the flags of pipe2(2) beside O_CLOEXEC, which is always set.</summary>
[Flags]
public enum PipeMode
{
    /// <summary>A stream of bytes; reads and writes wait.</summary>
    Stream = 0,

    /// <summary>
    /// Packets (O_DIRECT): each write of up to <see cref="PipeWriteEnd.AtomicWriteBytes"/> bytes is read as one, and what a
    /// short read leaves of it is lost. A longer write is several packets. Pages and spliced bytes are no packets: do not
    /// mix them with packets in one pipe, for a read goes on from them into a packet and loses what does not fit.
    /// </summary>
    Packets = 1,

    /// <summary>
    /// Both ends are non-blocking from the start (O_NONBLOCK), for programs that inherit them and expect that. Synchronous
    /// calls of the ends here wait all the same, in poll(2).
    /// </summary>
    NonBlocking = 2,
}
