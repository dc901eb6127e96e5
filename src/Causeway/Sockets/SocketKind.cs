using Causeway.Sys;

namespace Causeway;

/// <summary>What kind of socket a descriptor from elsewhere is.</summary>
internal static class SocketKind
{
    /// <summary>Whether it is a UNIX socket, and of which type.</summary>
    public static UnixSocketType? TypeOf(SafeFileDescriptor descriptor)
    {
        try
        {
            return SocketCalls.GetOption(descriptor, LibC.SO_DOMAIN, "SO_DOMAIN") == LibC.AF_UNIX
                ? (UnixSocketType)SocketCalls.GetOption(descriptor, LibC.SO_TYPE, "SO_TYPE")
                : null;
        }
        catch (SyscallException noSocket) when (noSocket.Errno == Errno.ENOTSOCK || (noSocket.Errno == Errno.EBADF && IsOpen(descriptor)))
        {
            return null;
        }
    }

    /// <summary>Whether it takes connections.</summary>
    public static bool Listens(SafeFileDescriptor socket) => SocketCalls.GetOption(socket, LibC.SO_ACCEPTCONN, "SO_ACCEPTCONN") != 0;

    /// <summary>Refuses what is not as said, makes it close-on-exec and answers its type.</summary>
    public static UnixSocketType Check(SafeFileDescriptor descriptor, bool listens)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (TypeOf(descriptor) is not { } type)
            throw new ArgumentException($"{descriptor} is no UNIX socket.", nameof(descriptor));
        if (Listens(descriptor) != listens)
            throw new ArgumentException(listens ? $"{descriptor} does not listen: use UnixSocket.FromDescriptor." : $"{descriptor} listens: use UnixSocketListener.FromDescriptor.", nameof(descriptor));
        CloseOnExec(descriptor);
        return type;
    }

    /// <summary>Sets FD_CLOEXEC, which an inherited descriptor cannot have.</summary>
    public static void CloseOnExec(SafeFileDescriptor descriptor)
    {
        int result = LibC.fcntl(descriptor, LibC.F_SETFD, LibC.FD_CLOEXEC);
        Errno error = Errno.Last;
        if (result < 0)
            throw SyscallFailure.Create("fcntl(F_SETFD)", descriptor.ToString(), error);
    }

    /// <summary>One that only stands for a place (O_PATH) is open, and EBADF to any other call.</summary>
    private static bool IsOpen(SafeFileDescriptor descriptor) => LibC.fcntl(descriptor, LibC.F_GETFL, 0) >= 0;
}
