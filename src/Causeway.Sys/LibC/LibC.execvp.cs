using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>execvp(3): replaces this process by a program found in PATH, with this process's environment. Returns only where it fails.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int execvp(byte* program, byte** arguments);
}
