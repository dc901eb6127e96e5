using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sizeof(pthread_mutex_t); musl has 40 on arm64 too.</summary>
    public static readonly PerArchitecture PTHREAD_MUTEX_SIZE = new(X64: 40, Arm64: 48);

    public const int PTHREAD_MUTEX_ALIGNMENT = 8;

    /// <summary>Where glibc keeps a mutex's kind and attributes.</summary>
    public const int PTHREAD_MUTEX_KIND_OFFSET = 16;

    /// <summary>pthread_mutex_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutex_init(nint mutex, pthread_mutexattr_t* attributes);

    /// <summary>pthread_mutex_lock(3). No signal ends it.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutex_lock(nint mutex);

    /// <summary>pthread_mutex_trylock(3). It never blocks, and takes less than telling the garbage collector of it would.</summary>
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int pthread_mutex_trylock(nint mutex);

    /// <summary>pthread_mutex_timedlock(3), until an absolute time of CLOCK_REALTIME.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutex_timedlock(nint mutex, timespec* until);

    /// <summary>Whether libc can wait for a mutex on the monotonic clock: glibc 2.30 can, musl cannot.</summary>
    public static bool HasPthreadMutexClocklock { get; } = Export("pthread_mutex_clocklock") != 0;

    /// <summary>pthread_mutex_clocklock(3), until an absolute time of a clock.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutex_clocklock(nint mutex, int clock, timespec* until);

    /// <summary>pthread_mutex_unlock(3). It never blocks, and takes less than telling the garbage collector of it would.</summary>
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int pthread_mutex_unlock(nint mutex);

    /// <summary>pthread_mutex_consistent(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutex_consistent(nint mutex);
}
