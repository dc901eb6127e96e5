using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>fchown(2). uint.MaxValue (-1 in C) leaves the owner or the group as it is.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fchown(SafeFileDescriptor descriptor, uint owner, uint group);
}
