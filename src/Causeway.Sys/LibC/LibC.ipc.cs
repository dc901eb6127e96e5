using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int IPC_PRIVATE = 0;
    public const int IPC_CREAT = 0x200;
    public const int IPC_EXCL = 0x400;
    public const int IPC_NOWAIT = 0x800;
    public const int IPC_RMID = 0;
    public const int IPC_SET = 1;
    public const int IPC_STAT = 2;

    /// <summary>struct ipc_perm. The first member is <c>__key</c> in glibc and <c>__ipc_perm_key</c> in musl.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 48)]
    public struct ipc_perm
    {
        [FieldOffset(0)] public int key;
        [FieldOffset(4)] public uint uid;
        [FieldOffset(8)] public uint gid;
        [FieldOffset(12)] public uint cuid;
        [FieldOffset(16)] public uint cgid;
        [FieldOffset(20)] public uint mode;
    }
}
