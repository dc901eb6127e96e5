using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>Whether a socket's calls end by themselves (SO_RCVTIMEO, SO_SNDTIMEO), by a duplicate of a descriptor that is closed at once.</summary>
internal static unsafe class SocketTimeout
{
    /// <summary>Asks it.</summary>
    /// <param name="processId">Whose descriptor.</param>
    /// <param name="descriptor">Its number.</param>
    /// <param name="inode">What it is to be.</param>
    /// <param name="isSend">Of sending and connecting; else of receiving and accepting.</param>
    /// <returns>False also where this user may not ask.</returns>
    public static bool IsSet(int processId, int descriptor, ulong inode, bool isSend)
    {
        using RawDescriptor process = new(LibC.pidfd_open(processId, 0, out _));
        if (!process.IsOpen)
            return false;
        int number = LibC.pidfd_getfd(process.Number, descriptor, 0, out Errno error);
        OwnLimit.ThrowIfReached(error);
        if (number < 0)
            return false;
        using SafeFileDescriptor socket = new(number);
        LibC.statx_t status;
        if (LibC.statx(socket, &status) != 0 || status.stx_ino != inode)
            return false;
        long* time = stackalloc long[2];
        uint bytes = 2 * sizeof(long);
        return LibC.getsockopt(socket, LibC.SOL_SOCKET, isSend ? LibC.SO_SNDTIMEO : LibC.SO_RCVTIMEO, time, &bytes) == 0 && (time[0] | time[1]) != 0;
    }
}
