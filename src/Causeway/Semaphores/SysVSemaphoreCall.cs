using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Semaphores;

/// <summary>One semop(2), or semtimedop(2) where there is a deadline, with its arguments.</summary>
// SAFETY: the operations are held still by the caller, which outlives the call.
internal readonly unsafe struct SysVSemaphoreCall(int id, LibC.sembuf* operations, int count, Deadline deadline) : IBlockingCall
{
    public static bool KeepsDeadline => true;

    public nint Invoke(out Errno error) =>
        deadline.IsInfinite ? LibC.semop(id, operations, (nuint)count, out error) : InvokeTimed(out error);

    private nint InvokeTimed(out Errno error)
    {
        LibC.timespec left = deadline.ToRelative();
        int result = LibC.semtimedop(id, operations, (nuint)count, &left, out error);

        // With a deadline no operation has IPC_NOWAIT: EAGAIN is this call's word for a time that has passed.
        if (result != 0 && error == Errno.EAGAIN)
            error = Errno.ETIMEDOUT;
        return result;
    }
}
