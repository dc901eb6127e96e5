using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int GETPID = 11;
    public const int GETVAL = 12;
    public const int GETALL = 13;
    public const int GETNCNT = 14;
    public const int GETZCNT = 15;
    public const int SETVAL = 16;
    public const int SETALL = 17;

    /// <summary>sizeof(struct semid_ds): x86-64 alone keeps a reserved word after each time. It starts with an ipc_perm.</summary>
    public static readonly PerArchitecture SEMID_DS_SIZE = new(X64: 104, Arm64: 88);

    /// <summary>offsetof(struct semid_ds, sem_otime), a long.</summary>
    public const int SEMID_DS_OTIME_OFFSET = 48;

    /// <summary>offsetof(struct semid_ds, sem_ctime), a long.</summary>
    public static readonly PerArchitecture SEMID_DS_CTIME_OFFSET = new(X64: 64, Arm64: 56);

    /// <summary>
    /// offsetof(struct semid_ds, sem_nsems): an unsigned long of the kernel and glibc, an unsigned short with padding in
    /// musl. Its low 16 bits are the number in both.
    /// </summary>
    public static readonly PerArchitecture SEMID_DS_NSEMS_OFFSET = new(X64: 80, Arm64: 64);

    /// <summary>
    /// semctl(2). Variadic in C: the union is a pointer or an int in one word, passed like a fixed argument on every
    /// supported architecture.
    /// </summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int semctl(int id, int semaphore, int command, nint argument);
}
