using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const uint MFD_CLOEXEC = 0x1;
    public const uint MFD_ALLOW_SEALING = 0x2;
    public const uint MFD_HUGETLB = 0x4;

    /// <summary>Since Linux 6.3: not executable, and sealed so (F_SEAL_EXEC). Allows sealing too.</summary>
    public const uint MFD_NOEXEC_SEAL = 0x8;

    /// <summary>Since Linux 6.3: executable, whatever vm.memfd_noexec says, or refused by it.</summary>
    public const uint MFD_EXEC = 0x10;

    /// <summary>Where the logarithm to base 2 of a huge page's size stands in the flags.</summary>
    public const int MFD_HUGE_SHIFT = 26;

    /// <summary>memfd_create(2).</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int memfd_create(string name, uint flags);
}
