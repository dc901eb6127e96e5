using System.Runtime.InteropServices;

namespace Causeway.Sys;

/// <content>File seals, fcntl(2).</content>
internal static unsafe partial class LibC
{
    public const int F_ADD_SEALS = 1033;
    public const int F_GET_SEALS = 1034;
    public const int F_SEAL_SEAL = 0x1;
    public const int F_SEAL_SHRINK = 0x2;
    public const int F_SEAL_GROW = 0x4;
    public const int F_SEAL_WRITE = 0x8;
    public const int F_SEAL_FUTURE_WRITE = 0x10;

    /// <summary>Since Linux 6.3.</summary>
    public const int F_SEAL_EXEC = 0x20;

    /// <summary>fcntl(2), F_GET_SEALS, of a descriptor that cannot be closed meanwhile; negative where the file knows no seals. It never blocks.</summary>
    public static int fcntl_get_seals(int descriptor) => fcntl_get_seals(descriptor, F_GET_SEALS, 0);

    [LibraryImport(Library, EntryPoint = "fcntl")]
    [SuppressGCTransition]
    private static partial int fcntl_get_seals(int descriptor, int command, nint argument);
}
