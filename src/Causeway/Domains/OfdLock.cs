using Causeway.Sys;

namespace Causeway.Domains;

/// <summary>Exclusive locks of an open file description (fcntl(2), F_OFD_SETLK): the kernel lets them go at any death of who holds it.</summary>
/// <remarks>The bytes need not exist.</remarks>
internal static unsafe class OfdLock
{
    /// <summary>Takes the range if nobody else has a byte of it.</summary>
    public static bool TryAcquire(SafeFileDescriptor file, string path, long start, long length)
    {
        int result = Call(file, LibC.F_OFD_SETLK, LibC.F_WRLCK, start, length, out Errno error);
        if (result == 0)
            return true;
        return error == Errno.EAGAIN || error == Errno.EACCES ? false : throw Failure(path, error);
    }

    /// <summary>Takes the range, and waits for those who have some of it.</summary>
    public static void Acquire(SafeFileDescriptor file, string path, long start, long length)
    {
        if (Call(file, LibC.F_OFD_SETLKW, LibC.F_WRLCK, start, length, out Errno error) != 0)
            throw Failure(path, error);
    }

    /// <summary>Lets the range go.</summary>
    public static void Release(SafeFileDescriptor file, string path, long start, long length)
    {
        if (Call(file, LibC.F_OFD_SETLK, LibC.F_UNLCK, start, length, out Errno error) != 0)
            throw Failure(path, error);
    }

    /// <summary>The first lock of another description that has a byte of the range; null where there is none. The file need only be open to read.</summary>
    public static (long Start, long Length)? FindHeld(SafeFileDescriptor file, string path, long start, long length)
    {
        LibC.flock_t record = Record(LibC.F_WRLCK, start, length);
        int result;
        Errno error;
        do
            result = LibC.fcntl(file, LibC.F_OFD_GETLK, &record, out error);
        while (result != 0 && error == Errno.EINTR);
        if (result != 0)
            throw Failure(path, error);
        return record.l_type == LibC.F_UNLCK ? null : (record.l_start, record.l_len);
    }

    private static int Call(SafeFileDescriptor file, int command, short type, long start, long length, out Errno error)
    {
        LibC.flock_t record = Record(type, start, length);
        int result;
        do
            result = LibC.fcntl(file, command, &record, out error);
        while (result != 0 && error == Errno.EINTR);
        return result;
    }

    private static LibC.flock_t Record(short type, long start, long length) => new() { l_type = type, l_whence = LibC.SEEK_SET, l_start = start, l_len = length };

    private static SyscallException Failure(string path, Errno error) => SyscallFailure.Create("fcntl", path, error,
        error == Errno.ENOLCK ? "the kernel has no memory for locks"
        : error == Errno.EBADF ? "the file must be open to read and write"
        : null);
}
