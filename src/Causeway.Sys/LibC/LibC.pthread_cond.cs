using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sizeof(pthread_cond_t).</summary>
    public const int PTHREAD_COND_SIZE = 48;

    public const int PTHREAD_COND_ALIGNMENT = 8;

    /// <summary>Room for pthread_condattr_t, opaque to us. Libc keeps nothing outside it: it need not be destroyed.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 8)]
    public struct pthread_condattr_t
    {
        [FieldOffset(0)] private readonly long _aligned;
    }

    /// <summary>pthread_condattr_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_condattr_init(pthread_condattr_t* attributes);

    /// <summary>pthread_condattr_setpshared(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_condattr_setpshared(pthread_condattr_t* attributes, int shared);

    /// <summary>pthread_condattr_setclock(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_condattr_setclock(pthread_condattr_t* attributes, int clock);

    /// <summary>pthread_cond_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_cond_init(nint condition, pthread_condattr_t* attributes);

    /// <summary>pthread_cond_wait(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_cond_wait(nint condition, nint mutex);

    /// <summary>pthread_cond_timedwait(3), until an absolute time of the clock that the condition was made with.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_cond_timedwait(nint condition, nint mutex, timespec* until);

    /// <summary>Whether libc takes the clock with the wait: glibc 2.30 does, musl does not.</summary>
    public static bool HasPthreadCondClockwait { get; } = Export("pthread_cond_clockwait") != 0;

    /// <summary>pthread_cond_clockwait(3), until an absolute time of a clock.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_cond_clockwait(nint condition, nint mutex, int clock, timespec* until);

    /// <summary>pthread_cond_signal(3). It can wait for waiters that are on their way out.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_cond_signal(nint condition);

    /// <summary>pthread_cond_broadcast(3). It can wait as <see cref="pthread_cond_signal"/> can.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_cond_broadcast(nint condition);
}
