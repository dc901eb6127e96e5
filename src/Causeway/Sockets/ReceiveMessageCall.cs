using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>recvmsg(2), with what it answers beside the bytes.</summary>
/// <param name="socket">The socket.</param>
/// <param name="buffer">Takes the bytes.</param>
/// <param name="control">Takes the control data; may be empty.</param>
/// <param name="flags">MSG_….</param>
internal unsafe ref struct ReceiveMessageCall(SafeFileDescriptor socket, Span<byte> buffer, Span<byte> control, int flags) : IBlockingCall
{
    private readonly Span<byte> _buffer = buffer;
    private readonly Span<byte> _control = control;
    private SocketName _sender;

    public static bool KeepsDeadline => false;

    /// <summary>The flags of the answer, as MSG_CTRUNC.</summary>
    public int Answer { get; private set; }

    /// <summary>How much of the control data was filled.</summary>
    public int ControlBytes { get; private set; }

    /// <summary>Where the message came from. Allocates: to be asked once the descriptors in the control data have an owner.</summary>
    public UnixSocketAddress Sender => _sender.ToAddress();

    public nint Invoke(out Errno error)
    {
        _sender = SocketName.Empty;
        fixed (byte* start = _buffer)
        fixed (byte* controlStart = _control)
        {
            LibC.iovec room = new() { iov_base = start, iov_len = (nuint)_buffer.Length };
            LibC.msghdr message = new()
            {
                msg_name = _sender.Start,
                msg_namelen = _sender.Length,
                msg_iov = &room,
                msg_iovlen = 1,
                msg_control = controlStart,
                msg_controllen = (nuint)_control.Length,
            };
            nint count = LibC.recvmsg(socket, &message, flags, out error);
            _sender.Length = count < 0 ? 0 : message.msg_namelen;
            if (count < 0)
                return count;
            Answer = message.msg_flags;
            ControlBytes = (int)message.msg_controllen;
            return count;
        }
    }
}
