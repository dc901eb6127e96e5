using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SFD_CLOEXEC = 0x80000;

    /// <summary>struct signalfd_siginfo: what a read takes, one or more of them.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct signalfd_siginfo
    {
        [FieldOffset(0)] public uint ssi_signo;
        [FieldOffset(8)] public int ssi_code;
        [FieldOffset(12)] public uint ssi_pid;
        [FieldOffset(16)] public uint ssi_uid;
        [FieldOffset(32)] public uint ssi_overrun;
        [FieldOffset(40)] public int ssi_status;
        [FieldOffset(48)] public ulong ssi_ptr;
    }

    /// <summary>signalfd(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int signalfd(int descriptor, sigset_t* signals, int flags);
}
