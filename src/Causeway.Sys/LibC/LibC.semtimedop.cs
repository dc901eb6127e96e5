using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Undone when the process ends.</summary>
    public const short SEM_UNDO = 0x1000;

    /// <summary>struct sembuf.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sembuf
    {
        public ushort sem_num;
        public short sem_op;
        public short sem_flg;
    }

    /// <summary>semtimedop(2). Answers EAGAIN, not ETIMEDOUT, when the time (a duration; null: none) has passed. Never restarted after a signal.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int semtimedop(int id, sembuf* operations, nuint count, timespec* timeout);
}
