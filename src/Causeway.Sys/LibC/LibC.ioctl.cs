using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>Bytes that can be read now.</summary>
    public const int FIONREAD = 0x541B;

    /// <summary>ioctl(2). Variadic in C: the one argument is passed like a fixed one on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(SafeFileDescriptor descriptor, nuint request, int* argument);
}
