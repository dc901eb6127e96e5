using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>process_vm_writev(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint process_vm_writev(int processId, iovec* local, nuint localCount, iovec* remote, nuint remoteCount, nuint flags);
}
