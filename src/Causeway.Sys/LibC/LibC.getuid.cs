using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>getuid(2): never fails.</summary>
    [LibraryImport(Library), SuppressGCTransition]
    public static partial uint getuid();
}
