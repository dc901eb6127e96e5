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

    /// <summary>Limits and totals, a <see cref="seminfo"/>; answers the highest index in use.</summary>
    public const int SEM_INFO = 19;

    /// <summary>As IPC_STAT, of the set at an index instead of an id, without read permission; answers its id.</summary>
    public const int SEM_STAT_ANY = 20;

    /// <summary>struct seminfo, as SEM_INFO fills it: semusz counts the sets there are, semaem their semaphores.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    public struct seminfo
    {
        [FieldOffset(4)] public int semmni;
        [FieldOffset(8)] public int semmns;
        [FieldOffset(16)] public int semmsl;
        [FieldOffset(20)] public int semopm;
        [FieldOffset(28)] public int semusz;
        [FieldOffset(32)] public int semvmx;
        [FieldOffset(36)] public int semaem;
    }

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
