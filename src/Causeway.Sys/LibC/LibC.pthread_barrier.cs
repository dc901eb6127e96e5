using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sizeof(pthread_barrier_t).</summary>
    public const int PTHREAD_BARRIER_SIZE = 32;

    public const int PTHREAD_BARRIER_ALIGNMENT = 8;

    /// <summary>What pthread_barrier_wait(3) answers to one of those that met.</summary>
    public const int PTHREAD_BARRIER_SERIAL_THREAD = -1;

    /// <summary>Room for pthread_barrierattr_t, opaque to us. Libc keeps nothing outside it: it need not be destroyed.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 8)]
    public struct pthread_barrierattr_t
    {
        [FieldOffset(0)] private readonly long _aligned;
    }

    /// <summary>pthread_barrierattr_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_barrierattr_init(pthread_barrierattr_t* attributes);

    /// <summary>pthread_barrierattr_setpshared(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_barrierattr_setpshared(pthread_barrierattr_t* attributes, int shared);

    /// <summary>pthread_barrier_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_barrier_init(nint barrier, pthread_barrierattr_t* attributes, uint count);

    /// <summary>pthread_barrier_wait(3). Nothing but the others' arrival ends it.</summary>
    [LibraryImport(Library)]
    public static partial int pthread_barrier_wait(nint barrier);
}
