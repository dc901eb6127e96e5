using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>recvmsg(2), with what it answers beside the bytes.</summary>
internal unsafe ref struct ReceiveMessageCall(SafeFileDescriptor socket, Span<byte> buffer, int flags) : IBlockingCall
{
    private readonly Span<byte> _buffer = buffer;

    public static bool KeepsDeadline => false;

    /// <summary>The flags of the answer, as MSG_CTRUNC.</summary>
    public int Answer { get; private set; }

    public nint Invoke(out Errno error)
    {
        fixed (byte* start = _buffer)
        {
            LibC.iovec room = new() { iov_base = start, iov_len = (nuint)_buffer.Length };
            LibC.msghdr message = new() { msg_iov = &room, msg_iovlen = 1 };
            nint count = LibC.recvmsg(socket, &message, flags);
            error = Errno.Last;
            Answer = message.msg_flags;
            return count;
        }
    }
}
