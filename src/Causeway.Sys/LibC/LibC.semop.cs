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

    /// <summary>semop(2). Never restarted after a signal.</summary>
    public static int semop(int id, sembuf* operations, nuint count, out Errno error)
    {
        int result = semop(id, operations, count);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial int semop(int id, sembuf* operations, nuint count);
}
