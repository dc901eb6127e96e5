using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>The runtime's alternate stack may be the only one with room.</summary>
    public const int SA_ONSTACK = 0x08000000;
    public const int SA_RESTART = 0x10000000;
    public const nint SIG_DFL = 0;
    public const nint SIG_IGN = 1;

    /// <summary>struct sigaction of glibc and musl (the kernel's own differs). The mask is 1024 bits in both, of which the first 64 count.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 152)]
    public struct sigaction_t
    {
        [FieldOffset(0)] public nint sa_handler;
        [FieldOffset(8)] public ulong sa_mask;
        [FieldOffset(136)] public int sa_flags;
    }

    /// <summary>sigaction(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sigaction(int signal, sigaction_t* action, sigaction_t* previous);
}
