namespace Causeway;

/// <summary>A robust lock was given up (ENOTRECOVERABLE): a thread that was told of its owner's death unlocked it without having repaired anything.</summary>
/// <remarks>Nobody can lock it any more, and the calling thread does not hold it. What remains is to make lock and data anew (<see cref="PosixMutex.Create"/>), once no process uses them.</remarks>
public sealed class LockNotRecoverableException : SyscallException
{
    internal LockNotRecoverableException(SyscallException failure)
        : base(failure.Operation, failure.Errno, failure.ObjectName, failure.Message)
    {
    }
}
