using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>process_vm_readv(2). A page that is not there is EFAULT, never a signal.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint process_vm_readv(int processId, iovec* local, nuint localCount, iovec* remote, nuint remoteCount, nuint flags);
}
