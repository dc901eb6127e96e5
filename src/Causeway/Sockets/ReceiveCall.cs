using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>recv(2).</summary>
internal readonly unsafe ref struct ReceiveCall(SafeFileDescriptor socket, Span<byte> buffer, int flags) : IBlockingCall
{
    private readonly Span<byte> _buffer = buffer;

    public static bool KeepsDeadline => false;

    public nint Invoke(out Errno error)
    {
        fixed (byte* start = _buffer)
            return LibC.recvfrom(socket, start, (nuint)_buffer.Length, flags, null, null, out error);
    }
}

/// <summary>recvfrom(2), with the sender.</summary>
internal unsafe ref struct ReceiveFromCall(SafeFileDescriptor socket, Span<byte> buffer, int flags) : IBlockingCall
{
    private readonly Span<byte> _buffer = buffer;

    public static bool KeepsDeadline => false;

    public UnixSocketAddress Sender { get; private set; } = UnixSocketAddress.Unnamed;

    public nint Invoke(out Errno error)
    {
        SocketName name = SocketName.Empty;
        fixed (byte* start = _buffer)
        {
            nint count = LibC.recvfrom(socket, start, (nuint)_buffer.Length, flags, name.Start, &name.Length, out error);
            if (count >= 0)
                Sender = name.ToAddress();
            return count;
        }
    }
}
