using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>What sem_open(3) answers when it fails.</summary>
    public const nint SEM_FAILED = 0;

    public const uint SEM_VALUE_MAX = int.MaxValue;

    /// <summary>sizeof(sem_t) in glibc and musl. Only libc itself looks inside: the two lay it out differently.</summary>
    public const int SEM_SIZE = 32;

    /// <summary>The alignment of sem_t: 8 in glibc, 4 in musl.</summary>
    public const int SEM_ALIGNMENT = 8;

    /// <summary>Where a name without its slash lies: glibc puts "sem." before it, musl does not.</summary>
    public static string SemaphorePrefix { get; } = Export("gnu_get_libc_version") != 0 ? "/dev/shm/sem." : "/dev/shm/";

    /// <summary>sem_open(3). Variadic in C: mode and value are passed like fixed arguments on every supported architecture.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint sem_open(string name, int flags, uint mode, uint value);
}
