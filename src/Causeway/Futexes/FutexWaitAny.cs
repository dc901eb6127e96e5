using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Futexes;

/// <summary>Waits for any of several words.</summary>
internal static unsafe class FutexWaitAny
{
    /// <summary>Whether the kernel waits for several. A test turns it off, to wait as before Linux 5.16.</summary>
    internal static bool UsesWaitv { get; set; } = LibC.futex_waitv(null, 0, null, 0, out Errno error) >= 0 || error != Errno.ENOSYS;

    /// <summary>Refuses what cannot be waited for.</summary>
    public static void Check(ReadOnlySpan<FutexWait> waits)
    {
        if (waits.Length is 0 or > LibC.FUTEX_WAITV_MAX)
            throw new ArgumentException($"There are {waits.Length} words to wait for: 1 to {LibC.FUTEX_WAITV_MAX} can be.", nameof(waits));
        foreach (FutexWait wait in waits)
            ArgumentNullException.ThrowIfNull(wait.Futex, nameof(waits));
    }

    /// <summary>Which was woken or has changed.</summary>
    public static int Wait(ReadOnlySpan<FutexWait> waits, Deadline deadline, CancellationToken token)
    {
        while (true)
        {
            // In the kernel's order: a word that has changed is told of before anybody sleeps.
            for (int index = 0; index < waits.Length; index++)
            {
                if (!waits[index].Futex.IsNow(waits[index].Expected))
                    return index;
            }

            int woken = UsesWaitv ? WaitInKernel(waits, deadline, token) : WaitOnThreads(waits, deadline, token);
            if (woken >= 0)
                return woken;
        }
    }

    /// <summary>One futex_waitv.</summary>
    /// <returns>Which was woken; -1 where one had changed, and may have changed back.</returns>
    private static int WaitInKernel(ReadOnlySpan<FutexWait> waits, Deadline deadline, CancellationToken token)
    {
        LibC.futex_waitv_t* waiters = stackalloc LibC.futex_waitv_t[waits.Length];
        int held = 0;
        try
        {
            for (; held < waits.Length; held++)
            {
                Futex futex = waits[held].Futex;
                bool isHeld = false;
                futex.Memory.DangerousAddRef(ref isHeld);
                waiters[held] = new LibC.futex_waitv_t
                {
                    val = (uint)waits[held].Expected,
                    uaddr = (ulong)(futex.Memory.DangerousGetHandle() + futex.Offset),
                    flags = futex.WaitvFlags,
                };
            }

            var call = new WaitvCall(waiters, (uint)waits.Length, deadline);
            nint result = BlockingCall.Run(ref call, deadline, token, out Errno error);
            if (result >= 0 || error == Errno.EAGAIN)
                return (int)result;
            throw error == Errno.ETIMEDOUT ? SyscallFailure.TimedOut("futex_waitv", null) : SyscallFailure.Create("futex_waitv", null, error);
        }
        finally
        {
            while (held-- > 0)
                waits[held].Futex.Memory.DangerousRelease();
        }
    }

    /// <summary>A thread for each word. Those that are woken in the moment in which another ends the wait are woken for nothing, as in the kernel.</summary>
    /// <inheritdoc cref="WaitInKernel" path="/returns"/>
    private static int WaitOnThreads(ReadOnlySpan<FutexWait> waits, Deadline deadline, CancellationToken token)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<bool>[] tasks = new Task<bool>[waits.Length];
        for (int index = 0; index < tasks.Length; index++)
            tasks[index] = waits[index].Futex.WaitAsync(waits[index].Expected, source.Token).AsTask();
        bool inTime = TaskWait.Until(Task.WhenAny(tasks), deadline);
        source.Cancel();
        Task.WhenAll(tasks).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
        int woken = Array.FindIndex(tasks, task => task.IsCompletedSuccessfully && task.Result);
        if (woken >= 0)
            return woken;
        token.ThrowIfCancellationRequested();
        if (Array.Find(tasks, task => task.IsFaulted) is { } failed)
            failed.GetAwaiter().GetResult();
        return inTime ? -1 : throw SyscallFailure.TimedOut("futex(FUTEX_WAIT)", null);
    }

    private readonly struct WaitvCall(LibC.futex_waitv_t* waiters, uint count, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public nint Invoke(out Errno error)
        {
            LibC.timespec until = deadline.IsInfinite ? default : deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
            return LibC.futex_waitv(waiters, count, deadline.IsInfinite ? null : &until, LibC.CLOCK_MONOTONIC, out error);
        }
    }
}
