using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int CLONE_NEWIPC = 0x08000000;
    public const int CLONE_NEWNET = 0x40000000;

    /// <summary>setns(2): the calling thread alone, until it ends.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int setns(SafeFileDescriptor space, int kind);
}
