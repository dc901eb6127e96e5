using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>In shm_perm.mode: removed, and gone with the last attachment.</summary>
    public const int SHM_DEST = 0x200;

    /// <summary>In shm_perm.mode: never swapped out.</summary>
    public const int SHM_LOCKED = 0x400;

    public const int SHM_LOCK = 11;
    public const int SHM_UNLOCK = 12;

    /// <summary>Limits, a <see cref="shminfo"/>; answers the highest index in use.</summary>
    public const int IPC_INFO = 3;

    /// <summary>Totals, a <see cref="shm_info"/>; answers the highest index in use.</summary>
    public const int SHM_INFO = 14;

    /// <summary>As IPC_STAT, of the segment at an index instead of an id, without read permission; answers its id.</summary>
    public const int SHM_STAT_ANY = 15;

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

    /// <summary>struct shminfo: the limits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    public struct shminfo
    {
        [FieldOffset(0)] public ulong shmmax;
        [FieldOffset(16)] public ulong shmmni;

        /// <summary>In pages.</summary>
        [FieldOffset(32)] public ulong shmall;
    }

    /// <summary>struct shm_info: what there is, in pages.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 48)]
    public struct shm_info
    {
        [FieldOffset(0)] public int used_ids;
        [FieldOffset(8)] public ulong shm_tot;
        [FieldOffset(16)] public ulong shm_rss;
        [FieldOffset(24)] public ulong shm_swp;
    }

    /// <summary>shmctl(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int shmctl(int id, int command, void* status);
}
