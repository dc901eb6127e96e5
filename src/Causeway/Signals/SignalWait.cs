using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Taking blocked signals on the calling thread (rt_sigtimedwait(2)).</summary>
internal static unsafe class SignalWait
{
    /// <summary>Takes one; waits until the deadline.</summary>
    /// <returns>False: none came in time.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled, and none was taken.</exception>
    public static bool TryTake(SignalSet signals, Deadline deadline, CancellationToken token, out ReceivedSignal signal)
    {
        var call = new WaitCall { Signals = signals.Bits, Deadline = deadline };
        nint result = BlockingCall.Run(ref call, deadline, token, out Errno error);
        if (result > 0)
        {
            signal = SignalInfo.Read(ref call.Info);
            return true;
        }

        signal = default;
        return error == Errno.EAGAIN || error == Errno.ETIMEDOUT ? false : throw SyscallFailure.Create("rt_sigtimedwait", signals.ToString(), error);
    }

    private struct WaitCall : IBlockingCall
    {
        public ulong Signals;
        public Deadline Deadline;
        public LibC.siginfo_t Info;

        public static bool KeepsDeadline => true;

        public nint Invoke(out Errno error)
        {
            ulong signals = Signals;
            fixed (LibC.siginfo_t* info = &Info)
            {
                if (Deadline.IsInfinite)
                    return LibC.rt_sigtimedwait(&signals, info, null, out error);
                LibC.timespec left = Deadline.ToRelative();
                return LibC.rt_sigtimedwait(&signals, info, &left, out error);
            }
        }
    }
}
