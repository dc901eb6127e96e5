namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const uint SEM_VALUE_MAX = int.MaxValue;

    /// <summary>sizeof(sem_t) in glibc and musl. Only libc itself looks inside: the two lay it out differently.</summary>
    public const int SEM_SIZE = 32;

    /// <summary>The alignment of sem_t: 8 in glibc, 4 in musl.</summary>
    public const int SEM_ALIGNMENT = 8;

    /// <summary>Where glibc and musl keep named semaphores.</summary>
    public const string SemaphoreDirectory = "/dev/shm/";

    /// <summary>What stands before a name without its slash: glibc puts "sem.", musl nothing.</summary>
    public static string SemaphoreFilePrefix { get; } = Export("gnu_get_libc_version") != 0 ? "sem." : "";
}
