using System.Runtime.InteropServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>sendmsg(2): bytes with descriptors, credentials and a receiver.</summary>
/// <param name="socket">The socket.</param>
/// <param name="buffer">The bytes.</param>
/// <param name="handles">Their descriptors, each held during the call.</param>
/// <param name="credentials">Said of the sender; null for nothing.</param>
/// <param name="receiver">Null for the peer.</param>
/// <param name="flags">MSG_….</param>
internal readonly unsafe ref struct SendMessageCall(
    SafeFileDescriptor socket,
    ReadOnlySpan<byte> buffer,
    ReadOnlySpan<SafeHandle> handles,
    UnixCredentials? credentials,
    UnixSocketAddress? receiver,
    int flags) : IBlockingCall
{
    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private readonly ReadOnlySpan<SafeHandle> _handles = handles;

    public static bool KeepsDeadline => false;

    public nint Invoke(out Errno error)
    {
        int bytes = (credentials is null ? 0 : LibC.CMSG_SPACE(sizeof(LibC.ucred))) + (_handles.IsEmpty ? 0 : LibC.CMSG_SPACE(_handles.Length * sizeof(int)));
        nuint* words = stackalloc nuint[bytes / sizeof(nuint)];
        byte* control = (byte*)words;
        byte* rights = credentials is { } said ? Write(control, said) : control;
        int held = 0;
        try
        {
            for (; held < _handles.Length; held++)
                Hold(_handles[held], held, rights);
            return Send(control, bytes, out error);
        }
        finally
        {
            while (held > 0)
                _handles[--held].DangerousRelease();
        }
    }

    private nint Send(byte* control, int controlBytes, out Errno error)
    {
        SocketName name = receiver is null ? default : new SocketName(receiver);
        fixed (byte* start = _buffer)
        {
            LibC.iovec data = new() { iov_base = start, iov_len = (nuint)_buffer.Length };
            LibC.msghdr message = new()
            {
                msg_name = receiver is null ? null : name.Start,
                msg_namelen = name.Length,
                msg_iov = &data,
                msg_iovlen = 1,
                msg_control = controlBytes == 0 ? null : control,
                msg_controllen = (nuint)controlBytes,
            };
            nint count = LibC.sendmsg(socket, &message, flags | LibC.MSG_NOSIGNAL);
            error = Errno.Last;
            return count;
        }
    }

    /// <summary>The head for all descriptors and the one of this index.</summary>
    private void Hold(SafeHandle handle, int index, byte* rights)
    {
        bool held = false;
        handle.DangerousAddRef(ref held);
        var head = (LibC.cmsghdr*)rights;
        *head = new LibC.cmsghdr { cmsg_len = (nuint)LibC.CMSG_LEN(_handles.Length * sizeof(int)), cmsg_level = LibC.SOL_SOCKET, cmsg_type = LibC.SCM_RIGHTS };
        ((int*)(head + 1))[index] = (int)handle.DangerousGetHandle();
    }

    /// <summary>Writes the credentials and says where the next head stands.</summary>
    private static byte* Write(byte* control, UnixCredentials credentials)
    {
        var head = (LibC.cmsghdr*)control;
        *head = new LibC.cmsghdr { cmsg_len = (nuint)LibC.CMSG_LEN(sizeof(LibC.ucred)), cmsg_level = LibC.SOL_SOCKET, cmsg_type = LibC.SCM_CREDENTIALS };
        *(LibC.ucred*)(head + 1) = new LibC.ucred { pid = credentials.ProcessId, uid = credentials.UserId, gid = credentials.GroupId };
        return control + LibC.CMSG_SPACE(sizeof(LibC.ucred));
    }
}
