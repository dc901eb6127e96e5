using System.Runtime.InteropServices;

namespace Causeway.Inspection.Waiting;

/// <summary>What follows a futex word, if it is the lock of a glibc mutex (struct __pthread_mutex_s of 64 bits).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FutexWindow
{
    public uint Word;
    public uint Count;
    public int Owner;
    public uint Users;
    public uint Kind;
}
