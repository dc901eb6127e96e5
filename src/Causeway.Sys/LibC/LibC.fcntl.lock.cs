using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int F_GETLK = 5;
    public const int F_SETLK = 6;
    public const int F_SETLKW = 7;
    public const int F_OFD_GETLK = 36;
    public const int F_OFD_SETLK = 37;
    public const int F_OFD_SETLKW = 38;
    public const short F_RDLCK = 0;
    public const short F_WRLCK = 1;
    public const short F_UNLCK = 2;
    public const short SEEK_SET = 0;

    /// <summary>The call's number, as /proc/PID/task/TID/syscall shows who waits in it.</summary>
    public static readonly PerArchitecture SYS_fcntl = new(X64: 72, Arm64: 25);

    /// <summary>struct flock: a range of a file, from its beginning (SEEK_SET); a length of 0 is to the end, wherever that will be.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    public struct flock_t
    {
        [FieldOffset(0)] public short l_type;
        [FieldOffset(2)] public short l_whence;
        [FieldOffset(8)] public long l_start;
        [FieldOffset(16)] public long l_len;
        [FieldOffset(24)] public int l_pid;
    }

    /// <summary>fcntl(2) with a record lock. Variadic in C: the one argument is passed like a fixed one on every supported architecture.</summary>
    public static int fcntl(SafeHandle descriptor, int command, flock_t* record, out Errno error)
    {
        // Without using: in a try region the compiler would not inline the call.
        HandleHold hold = new(descriptor);
        int result = fcntl((int)hold.Value, command, record);
        error = Errno.Of(result);
        hold.Dispose();
        return result;
    }

    [LibraryImport(Library)]
    private static partial int fcntl(int descriptor, int command, flock_t* record);
}
