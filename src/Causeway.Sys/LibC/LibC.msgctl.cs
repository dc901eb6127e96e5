using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
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

    /// <summary>msgctl(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int msgctl(int id, int command, msqid_ds* status);
}
