using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sizeof(pthread_rwlock_t).</summary>
    public const int PTHREAD_RWLOCK_SIZE = 56;

    public const int PTHREAD_RWLOCK_ALIGNMENT = 8;

    /// <summary>Where glibc keeps whether a lock is shared between processes.</summary>
    public const int PTHREAD_RWLOCK_SHARED_OFFSET = 28;

    public const int PTHREAD_RWLOCK_PREFER_READER_NP = 0;
    public const int PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP = 2;

    /// <summary>Room for pthread_rwlockattr_t, opaque to us. Libc keeps nothing outside it: it need not be destroyed.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 8)]
    public struct pthread_rwlockattr_t
    {
        [FieldOffset(0)] private readonly long _aligned;
    }

    /// <summary>pthread_rwlockattr_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlockattr_init(pthread_rwlockattr_t* attributes);

    /// <summary>pthread_rwlockattr_setpshared(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlockattr_setpshared(pthread_rwlockattr_t* attributes, int shared);

    /// <summary>Whether libc lets the preference be chosen: glibc does, musl does not.</summary>
    public static bool HasPthreadRwlockKinds { get; } = Export("pthread_rwlockattr_setkind_np") != 0;

    /// <summary>pthread_rwlockattr_setkind_np(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlockattr_setkind_np(pthread_rwlockattr_t* attributes, int kind);

    /// <summary>pthread_rwlock_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_init(nint rwlock, pthread_rwlockattr_t* attributes);

    /// <summary>pthread_rwlock_rdlock(3). No signal ends it.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_rdlock(nint rwlock);

    /// <summary>pthread_rwlock_wrlock(3). No signal ends it.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_wrlock(nint rwlock);

    /// <summary>pthread_rwlock_tryrdlock(3). It never blocks, and takes less than telling the garbage collector of it would.</summary>
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int pthread_rwlock_tryrdlock(nint rwlock);

    /// <summary>pthread_rwlock_trywrlock(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_trywrlock(nint rwlock);

    /// <summary>pthread_rwlock_timedrdlock(3), until an absolute time of CLOCK_REALTIME.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_timedrdlock(nint rwlock, timespec* until);

    /// <summary>pthread_rwlock_timedwrlock(3), until an absolute time of CLOCK_REALTIME.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_timedwrlock(nint rwlock, timespec* until);

    /// <summary>Whether libc can wait for a read-write lock on the monotonic clock: glibc 2.30 can, musl cannot.</summary>
    public static bool HasPthreadRwlockClocklock { get; } = Export("pthread_rwlock_clockrdlock") != 0;

    /// <summary>pthread_rwlock_clockrdlock(3), until an absolute time of a clock.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_clockrdlock(nint rwlock, int clock, timespec* until);

    /// <summary>pthread_rwlock_clockwrlock(3), until an absolute time of a clock.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_rwlock_clockwrlock(nint rwlock, int clock, timespec* until);

    /// <summary>pthread_rwlock_unlock(3). It never blocks, and takes less than telling the garbage collector of it would.</summary>
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int pthread_rwlock_unlock(nint rwlock);
}
