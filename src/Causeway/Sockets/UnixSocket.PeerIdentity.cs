using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <content>Who is at the other end.</content>
public sealed partial class UnixSocket
{
    /// <summary>Who is at the other end (SO_PEERCRED); null where the kernel does not know, as for a datagram socket that is not of a pair.</summary>
    public unsafe UnixCredentials? PeerCredentials
    {
        get
        {
            LibC.ucred peer;
            uint length = (uint)sizeof(LibC.ucred);
            int result = LibC.getsockopt(Descriptor, LibC.SOL_SOCKET, LibC.SO_PEERCRED, &peer, &length);
            Errno error = Errno.Last;
            if (result != 0)
                throw SyscallFailure.Create("getsockopt(SO_PEERCRED)", Name, error);
            return peer.uid == uint.MaxValue ? null : UnixCredentials.From(peer);
        }
    }

    /// <summary>The supplementary groups of who is at the other end, as they were when it connected, listened or made the pair (SO_PEERGROUPS); null where the kernel does not know.</summary>
    public unsafe IReadOnlyList<uint>? GetPeerGroups()
    {
        uint[] groups = new uint[64];
        while (true)
        {
            uint length = (uint)groups.Length * sizeof(uint);
            int result;
            Errno error;
            fixed (uint* start = groups)
            {
                result = LibC.getsockopt(Descriptor, LibC.SOL_SOCKET, LibC.SO_PEERGROUPS, start, &length);
                error = Errno.Last;
            }

            if (result == 0)
                return groups[..(int)(length / sizeof(uint))];
            if (error == Errno.ENODATA)
                return null;
            if (error != Errno.ERANGE)
                throw SyscallFailure.Create("getsockopt(SO_PEERGROUPS)", Name, error);
            groups = new uint[length / sizeof(uint)];
        }
    }

    /// <summary>
    /// A pidfd of the process at the other end (SO_PEERPIDFD, kernel 6.5), through which it can be awaited and signalled
    /// without ever meeting another; null where it is gone or unknown. The caller disposes it.
    /// </summary>
    /// <remarks>
    /// Older kernels: pidfd_open(2) of the peer's pid, checked to run as the peer's user. That is a race: the process that
    /// connected may have ended and its pid been given to another of the same user.
    /// </remarks>
    /// <exception cref="SyscallException">EMFILE, ENFILE: too many open descriptors.</exception>
    public SafeFileDescriptor? OpenPeerProcess()
    {
        SafeFileDescriptor? process = null;
        if (PeerProcessOption.IsAvailable && PeerProcessOption.TryOpen(Descriptor, out process))
            return process;
        return PeerCredentials is { ProcessId: > 0 } peer ? OpenByPid(peer) : null;
    }

    private static unsafe SafeFileDescriptor? OpenByPid(UnixCredentials peer)
    {
        int descriptor = LibC.pidfd_open(peer.ProcessId, 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            return error == Errno.ESRCH ? null : throw SyscallFailure.Create("pidfd_open", $"pid {peer.ProcessId}", error);
        var process = new SafeFileDescriptor(descriptor);
        LibC.statx_t status;
        if (LibC.statx(string.Create(CultureInfo.InvariantCulture, $"/proc/{peer.ProcessId}"), &status) == 0 && status.stx_uid == peer.UserId)
            return process;
        process.Dispose();
        return null;
    }
}
