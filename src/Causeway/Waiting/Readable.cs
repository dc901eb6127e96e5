using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>What can be read without waiting.</summary>
internal static unsafe class Readable
{
    /// <summary>The bytes there, of a datagram socket those of the first message (ioctl(2), FIONREAD).</summary>
    public static int Bytes(SafeFileDescriptor descriptor, string name)
    {
        int count;
        int result = LibC.ioctl(descriptor, LibC.FIONREAD, &count);
        Errno error = Errno.Last;
        return result == 0 ? count : throw SyscallFailure.Create("ioctl(FIONREAD)", name, error);
    }
}
