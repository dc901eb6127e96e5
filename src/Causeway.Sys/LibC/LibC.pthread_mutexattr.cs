using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int PTHREAD_PROCESS_SHARED = 1;

    public const int PTHREAD_MUTEX_NORMAL = 0;
    public const int PTHREAD_MUTEX_RECURSIVE = 1;
    public const int PTHREAD_MUTEX_ERRORCHECK = 2;

    public const int PTHREAD_MUTEX_ROBUST = 1;
    public const int PTHREAD_PRIO_INHERIT = 1;

    /// <summary>Room for pthread_mutexattr_t, opaque to us. Libc keeps nothing outside it: it need not be destroyed.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 8)]
    public struct pthread_mutexattr_t
    {
        [FieldOffset(0)] private readonly long _aligned;
    }

    /// <summary>pthread_mutexattr_init(3). Like all pthread functions it answers the error instead of setting errno.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_init(pthread_mutexattr_t* attributes);

    /// <summary>pthread_mutexattr_setpshared(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_setpshared(pthread_mutexattr_t* attributes, int shared);

    /// <summary>pthread_mutexattr_settype(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_settype(pthread_mutexattr_t* attributes, int type);

    /// <summary>pthread_mutexattr_setrobust(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_setrobust(pthread_mutexattr_t* attributes, int robustness);

    /// <summary>pthread_mutexattr_setprotocol(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_mutexattr_setprotocol(pthread_mutexattr_t* attributes, int protocol);
}
