namespace Causeway;

/// <summary>The owner of a robust lock died while it held it (EOWNERDEAD), and the calling thread holds the lock now: it is the one that is told.</summary>
/// <remarks>
/// What the lock guards may be half changed. Repair it, call <see cref="PosixMutex.MarkConsistent"/> and then
/// <see cref="PosixMutex.Unlock"/>. Unlocking alone gives the lock up for everybody, for ever
/// (<see cref="LockNotRecoverableException"/>). If this thread dies before that, the next owner is told in its turn.
/// </remarks>
public sealed class OwnerDiedException : SyscallException
{
    internal OwnerDiedException(SyscallException failure)
        : base(failure.Operation, failure.Errno, failure.ObjectName, failure.Message)
    {
    }
}
