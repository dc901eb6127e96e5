using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sizeof(pthread_spinlock_t).</summary>
    public const int PTHREAD_SPINLOCK_SIZE = 4;

    public const int PTHREAD_SPINLOCK_ALIGNMENT = 4;

    /// <summary>pthread_spin_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_spin_init(nint spinlock, int shared);

    /// <summary>pthread_spin_trylock(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_spin_trylock(nint spinlock);

    /// <summary>pthread_spin_unlock(3).</summary>
    [LibraryImport(Library)]
    public static partial int pthread_spin_unlock(nint spinlock);
}
