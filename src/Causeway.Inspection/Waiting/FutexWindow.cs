using System.Runtime.InteropServices;

namespace Causeway.Inspection.Waiting;

/// <summary>A futex word and what follows it, if it is the lock of a glibc mutex (struct __pthread_mutex_s of 64 bits).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FutexWindow
{
    private const uint TypeMask = 3;
    private const uint Recursive = 1;
    private const uint Adaptive = 3;
    private const uint Shared = 0x80;
    private const uint Elision = 0x100;
    private const uint NoElision = 0x200;

    public uint Word;
    public uint Count;
    public int Owner;
    public uint Users;
    public uint Kind;
    public int Spins;
    public ulong Previous;
    public ulong Next;

    /// <summary>Whether everything is as a mutex has it that somebody owns, and whose lock is no thread: it is not robust, and of no protocol.</summary>
    /// <param name="isPrivate">Whether who waits does so within its own process.</param>
    public readonly bool IsOwnedMutex(bool isPrivate)
    {
        bool isKind = (Kind & ~(TypeMask | Shared | Elision | NoElision)) == 0 && ((Kind & Shared) == 0) == isPrivate;
        bool isCount = (Kind & TypeMask) == Recursive ? Count > 0 : Count == 0;
        bool maySpin = (Kind & TypeMask) == Adaptive || (Kind & Elision) != 0;

        // Only robust mutexes, and those of a protocol, are in a list.
        return isKind && isCount && Owner > 0 && Users > 0 && (maySpin || Spins == 0) && (Previous | Next) == 0;
    }
}
