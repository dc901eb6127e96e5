using System.Runtime.InteropServices;

namespace Causeway.Inspection.Waiting;

/// <summary>A read-write lock of glibc (struct __pthread_rwlock_arch_t of 64 bits), and who writes.</summary>
/// <remarks>
/// Readers wait at the word of its phase, other writers at the word of writers. Who reads is not kept. Nothing says that a word is
/// of such a lock: everything in it must be as a lock that is written to has it, and the writer a thread that can have it.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct ReadWriteLock
{
    /// <summary>Where the words that are waited at are in it.</summary>
    public const int PhaseOffset = 8;
    public const int WritersOffset = 12;

    /// <summary>PTHREAD_RWLOCK_WRPHASE and PTHREAD_RWLOCK_WRLOCKED, in <see cref="Readers"/>: somebody writes.</summary>
    private const uint Written = 3;

    /// <summary>1 and PTHREAD_RWLOCK_FUTEX_USED: what who waits for a writer expects.</summary>
    private const uint WrittenWithWaiters = 3;
    private const uint MostKind = 2;

    public uint Readers;
    public uint Writers;
    public uint Phase;
    public uint WritersWord;
    public uint Unused3;
    public uint Unused4;
    public int Writer;
    public int IsShared;
    public ulong Elision;
    public ulong Unused2;
    public uint Kind;

    /// <summary>The thread that writes; 0 where nothing tells, or this is no such lock.</summary>
    /// <param name="expected">What the caller of futex(2) expects the word to be.</param>
    /// <param name="isPrivate">Whether it waits within its own process.</param>
    /// <param name="canBe">Whether there is such a thread that can have it.</param>
    public readonly int FindWriter(uint expected, bool isPrivate, Func<int, bool> canBe)
    {
        bool isLock = (Readers & Written) == Written && Phase <= WrittenWithWaiters && WritersWord <= WrittenWithWaiters && (Unused3 | Unused4) == 0
            && IsShared == (isPrivate ? 0 : 1) && Kind <= MostKind;
        return expected == WrittenWithWaiters && isLock && Writer > 0 && canBe(Writer) ? Writer : 0;
    }
}
