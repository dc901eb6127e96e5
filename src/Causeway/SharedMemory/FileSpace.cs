using Causeway.Sys;

namespace Causeway;

/// <summary>The size of a file, and the room for it.</summary>
internal static class FileSpace
{
    /// <summary>ftruncate(2).</summary>
    public static void Truncate(SafeFileDescriptor descriptor, string name, long sizeBytes)
    {
        RefuseBeyondLimit(descriptor, name, "ftruncate", sizeBytes);
        while (true)
        {
            int result = LibC.ftruncate(descriptor, sizeBytes);
            Errno error = Errno.Last;
            if (result == 0)
                return;
            if (error != Errno.EINTR)
                throw SyscallFailure.Create("ftruncate", name, error, TruncateRemedy(error));
        }
    }

    /// <summary>fallocate(2): after it, touching the range cannot end in SIGBUS for want of room.</summary>
    public static void Reserve(SafeFileDescriptor descriptor, string name, long offset, long lengthBytes) =>
        Allocate(descriptor, name, mode: 0, offset, lengthBytes);

    /// <summary>fallocate(2), FALLOC_FL_PUNCH_HOLE: gives the room back; the range reads as zero, and the size stays.</summary>
    public static void Release(SafeFileDescriptor descriptor, string name, long offset, long lengthBytes) =>
        Allocate(descriptor, name, LibC.FALLOC_FL_PUNCH_HOLE | LibC.FALLOC_FL_KEEP_SIZE, offset, lengthBytes);

    /// <summary>
    /// What setrlimit(2) lets a file of this process have, RLIMIT_FSIZE: memory files, too. Who goes beyond it is sent SIGXFSZ, and that ends
    /// the process, so whoever makes a file larger asks first.
    /// </summary>
    private static unsafe ulong LargestFileBytes()
    {
        LibC.rlimit limit;
        int result = LibC.getrlimit(LibC.RLIMIT_FSIZE, &limit);
        Errno error = Errno.Last;
        return result == 0 ? limit.rlim_cur : throw SyscallFailure.Create("getrlimit", "RLIMIT_FSIZE", error);
    }

    private static void RefuseBeyondLimit(SafeFileDescriptor descriptor, string name, string call, long sizeBytes)
    {
        ulong largest = LargestFileBytes();

        // A file that is as large already, made by somebody else, may stay so.
        if (sizeBytes > 0 && (ulong)sizeBytes > largest && FileStatus.Of(descriptor, name).SizeBytes < sizeBytes)
            throw SyscallFailure.Create(call, name, Errno.EFBIG, $"RLIMIT_FSIZE lets files have {largest} bytes, not {sizeBytes}: ask for less, or raise it (ulimit -f, LimitFSIZE= of a service)");
    }

    private static void Allocate(SafeFileDescriptor descriptor, string name, int mode, long offset, long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, long.MaxValue - offset);
        if ((mode & LibC.FALLOC_FL_KEEP_SIZE) == 0)
            RefuseBeyondLimit(descriptor, name, "fallocate", offset + lengthBytes);
        while (true)
        {
            int result = LibC.fallocate(descriptor, mode, offset, lengthBytes);
            Errno error = Errno.Last;
            if (result == 0)
                return;
            if (error != Errno.EINTR)
                throw SyscallFailure.Create("fallocate", name, error, ReserveRemedy(error, lengthBytes));
        }
    }

    private static string? TruncateRemedy(Errno error) =>
        error == Errno.EINVAL ? "it was opened to read only (open it to read and write), or is of huge pages (the size must be a multiple of theirs)"
        : error == Errno.EPERM ? "it is sealed against shrinking or growing"
        : null;

    private static string? ReserveRemedy(Errno error, long lengthBytes) =>
        error == Errno.ENOSPC ? $"the file system has no room for {lengthBytes} more bytes: free some, or make it larger (df /dev/shm; mount -o remount,size=N /dev/shm; of huge pages: sysctl vm.nr_hugepages)"
        : error == Errno.EBADF ? "it was opened to read only: open it to read and write"
        : error == Errno.EPERM ? "it is sealed against growing or writing"
        : error == Errno.EOPNOTSUPP ? "this file system cannot reserve: use one that can, such as tmpfs, ext4, xfs or btrfs"
        : null;
}
