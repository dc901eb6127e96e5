using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>In shm_perm.mode: removed, and gone with the last attachment.</summary>
    public const int SHM_DEST = 0x200;

    /// <summary>struct shmid_ds.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 112)]
    public struct shmid_ds
    {
        [FieldOffset(0)] public ipc_perm shm_perm;
        [FieldOffset(48)] public ulong shm_segsz;
        [FieldOffset(56)] public long shm_atime;
        [FieldOffset(64)] public long shm_dtime;
        [FieldOffset(72)] public long shm_ctime;
        [FieldOffset(80)] public int shm_cpid;
        [FieldOffset(84)] public int shm_lpid;
        [FieldOffset(88)] public ulong shm_nattch;
    }

    /// <summary>shmctl(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int shmctl(int id, int command, shmid_ds* status);
}
