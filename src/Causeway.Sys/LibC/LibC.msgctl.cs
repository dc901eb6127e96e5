using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Limits and totals, a <see cref="msginfo"/>; answers the highest index in use.</summary>
    public const int MSG_INFO = 12;

    /// <summary>As IPC_STAT, of the queue at an index instead of an id, without read permission; answers its id.</summary>
    public const int MSG_STAT_ANY = 13;

    /// <summary>struct msqid_ds. The bytes in the queue are <c>__msg_cbytes</c> in glibc and <c>msg_cbytes</c> in musl.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    public struct msqid_ds
    {
        [FieldOffset(0)] public ipc_perm msg_perm;
        [FieldOffset(48)] public long msg_stime;
        [FieldOffset(56)] public long msg_rtime;
        [FieldOffset(64)] public long msg_ctime;
        [FieldOffset(72)] public ulong msg_cbytes;
        [FieldOffset(80)] public ulong msg_qnum;
        [FieldOffset(88)] public ulong msg_qbytes;
        [FieldOffset(96)] public int msg_lspid;
        [FieldOffset(100)] public int msg_lrpid;
    }

    /// <summary>struct msginfo, as MSG_INFO fills it: the first two and msgtql count what there is.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    public struct msginfo
    {
        [FieldOffset(0)] public int msgpool;
        [FieldOffset(4)] public int msgmap;
        [FieldOffset(8)] public int msgmax;
        [FieldOffset(12)] public int msgmnb;
        [FieldOffset(16)] public int msgmni;
        [FieldOffset(24)] public int msgtql;
    }

    /// <summary>msgctl(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int msgctl(int id, int command, void* status);
}
