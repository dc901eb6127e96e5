using Causeway.Sys;

namespace Causeway;

/// <summary>SO_PEERPIDFD, where the kernel has it.</summary>
internal static unsafe class PeerProcessOption
{
    /// <summary>False once the kernel said that it does not know it. Tests clear it.</summary>
    public static bool IsAvailable { get; set; } = true;

    /// <summary>Asks for the peer's pidfd.</summary>
    /// <returns>False where this kernel cannot be asked; true with null where there is no such process.</returns>
    public static bool TryOpen(SafeFileDescriptor socket, out SafeFileDescriptor? process)
    {
        int descriptor = -1;
        uint length = sizeof(int);
        int result = LibC.getsockopt(socket, LibC.SOL_SOCKET, LibC.SO_PEERPIDFD, &descriptor, &length);
        Errno error = Errno.Last;
        process = result == 0 && descriptor >= 0 ? new SafeFileDescriptor(descriptor) : null;

        // ESRCH, EINVAL: reaped. ENODATA: no peer.
        if (result == 0 || error == Errno.ESRCH || error == Errno.EINVAL || error == Errno.ENODATA)
            return true;
        if (error != Errno.ENOPROTOOPT)
            throw SyscallFailure.Create("getsockopt(SO_PEERPIDFD)", socket.ToString(), error);
        IsAvailable = false;
        return false;
    }
}
