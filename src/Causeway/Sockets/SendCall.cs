using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>send(2) to the peer. A peer that is gone is EPIPE and no signal.</summary>
internal readonly unsafe ref struct SendCall(SafeFileDescriptor socket, ReadOnlySpan<byte> buffer, int flags) : IBlockingCall
{
    private readonly ReadOnlySpan<byte> _buffer = buffer;

    public static bool KeepsDeadline => false;

    public nint Invoke(out Errno error)
    {
        fixed (byte* start = _buffer)
            return LibC.sendto(socket, start, (nuint)_buffer.Length, flags | LibC.MSG_NOSIGNAL, null, 0, out error);
    }
}

/// <summary>sendto(2) an address.</summary>
internal readonly unsafe ref struct SendToCall(SafeFileDescriptor socket, ReadOnlySpan<byte> buffer, UnixSocketAddress receiver, int flags) : IBlockingCall
{
    private readonly ReadOnlySpan<byte> _buffer = buffer;

    public static bool KeepsDeadline => false;

    public nint Invoke(out Errno error)
    {
        var name = new SocketName(receiver);
        fixed (byte* start = _buffer)
            return LibC.sendto(socket, start, (nuint)_buffer.Length, flags | LibC.MSG_NOSIGNAL, name.Start, name.Length, out error);
    }
}
