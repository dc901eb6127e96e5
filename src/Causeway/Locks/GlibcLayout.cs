using Causeway.Sys;

namespace Causeway.Locks;

/// <summary>What glibc's objects say of themselves, looked at before one is used: a wait on one that is not shared between processes would never be woken. Other C libraries are not looked into.</summary>
internal static unsafe class GlibcLayout
{
    /// <summary>PTHREAD_MUTEX_PSHARED_BIT, in the mutex's kind.</summary>
    private const int MutexIsShared = 0x80;

    /// <summary>PTHREAD_MUTEX_ROBUST_NORMAL_NP, PTHREAD_MUTEX_PRIO_INHERIT_NP and PTHREAD_MUTEX_PRIO_PROTECT_NP, in the mutex's kind.</summary>
    private const int MutexHasProtocol = 0x70;

    /// <summary>What a barrier's word holds that is passed to futex(2): not FUTEX_PRIVATE_FLAG, but its complement.</summary>
    private const int BarrierIsShared = 0x80;

    private const int BarrierCountOffset = 8;
    private const int BarrierSharedOffset = 12;

    public static bool IsSharedMutex(nint address) => !LibC.IsGlibc || (Read(address, LibC.PTHREAD_MUTEX_KIND_OFFSET) & MutexIsShared) != 0;

    /// <summary>Known to be neither robust nor bound to priorities.</summary>
    public static bool IsPlainMutex(nint address) => LibC.IsGlibc && (Read(address, LibC.PTHREAD_MUTEX_KIND_OFFSET) & MutexHasProtocol) == 0;

    public static bool IsSharedReaderWriterLock(nint address) => !LibC.IsGlibc || Read(address, LibC.PTHREAD_RWLOCK_SHARED_OFFSET) != 0;

    /// <summary>Shared, and for a number of participants: glibc divides by it.</summary>
    public static bool IsSharedBarrier(nint address) => !LibC.IsGlibc || (Read(address, BarrierSharedOffset) == BarrierIsShared && Read(address, BarrierCountOffset) != 0);

    public static InvalidDataException NotShared(string what, string name, string remedy) =>
        new($"\"{name}\": there is no {what} that processes share at this place; make one first with {remedy}");

    // SAFETY: within an object that the caller keeps mapped.
    private static int Read(nint address, int offset) => Volatile.Read(ref *(int*)(address + offset));
}
