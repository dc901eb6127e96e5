using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int SIG_BLOCK = 0;
    public const int SIG_UNBLOCK = 1;
    public const int SIG_SETMASK = 2;

    /// <summary>sigset_t: 1024 bits in glibc and musl, of which the first 64 count. Bit n-1 is signal n.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct sigset_t
    {
        [FieldOffset(0)] public ulong bits;
    }

    /// <summary>pthread_sigmask(3). Answers the error instead of setting errno.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_sigmask(int how, sigset_t* set, sigset_t* previous);
}
