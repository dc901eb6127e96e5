using Causeway.Sys;

namespace Causeway;

/// <content>Sending with a value.</content>
public static unsafe partial class Signals
{
    /// <summary>Queues a signal with a value to a process (sigqueue(3)).</summary>
    /// <param name="processId">Above 0.</param>
    /// <param name="signal">Which. A real-time one is queued each time; a standard one that is pending already is not queued again, and this value is lost.</param>
    /// <param name="value">C's sigval: sival_ptr; an int is sival_int.</param>
    /// <remarks>No allocation. The receiver gets it in <see cref="ReceivedSignal.Value"/>, in C in siginfo_t's si_value, with this process's pid and real user.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">No pid, or no number from 1 to 64.</exception>
    /// <exception cref="ArgumentException">The signal belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: no such process. EPERM: it runs as another user. EAGAIN: as many signals are queued for the receiver's user as RLIMIT_SIGPENDING of the receiver allows; the message says how many, and how to raise it.</exception>
    public static void Queue(int processId, Signal signal, nint value = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        LibC.siginfo_t info = InfoOf(signal, value);
        int result = LibC.rt_sigqueueinfo(processId, signal.Number, &info, out Errno error);
        if (result != 0)
            throw SignalFailure.Create("sigqueue", processId, signal, error);
    }

    /// <summary>Queues a signal with a value to the process of a pidfd (pidfd_send_signal(2)): never to another that has its pid by now.</summary>
    /// <param name="process">A pidfd.</param>
    /// <param name="signal">Which.</param>
    /// <param name="value">C's sigval.</param>
    /// <exception cref="ArgumentException">No number from 1 to 64, or one that belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: it has ended. EPERM: it runs as another user. EBADF: the descriptor is no pidfd. EAGAIN: as many signals are queued as RLIMIT_SIGPENDING allows.</exception>
    /// <exception cref="ObjectDisposedException">The descriptor was disposed.</exception>
    public static void Queue(SafeFileDescriptor process, Signal signal, nint value = 0)
    {
        ArgumentNullException.ThrowIfNull(process);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        LibC.siginfo_t info = InfoOf(signal, value);
        int result = LibC.pidfd_send_signal(process, signal.Number, &info);
        Errno error = Errno.Last;
        if (result != 0)
            throw SignalFailure.Create("pidfd_send_signal", process, signal, error);
    }

    /// <summary>Queues a signal with a value to one thread of a process (rt_tgsigqueueinfo(2)).</summary>
    /// <param name="processId">Above 0.</param>
    /// <param name="threadId">The thread's id in the kernel, as gettid(2) and /proc/PID/task have it.</param>
    /// <param name="signal">Which.</param>
    /// <param name="value">C's sigval.</param>
    /// <exception cref="ArgumentOutOfRangeException">No pid, or no number from 1 to 64.</exception>
    /// <exception cref="ArgumentException">The signal belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: the process has no such thread. EPERM: it runs as another user. EAGAIN: as many signals are queued as RLIMIT_SIGPENDING allows.</exception>
    public static void QueueToThread(int processId, int threadId, Signal signal, nint value = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadId);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        LibC.siginfo_t info = InfoOf(signal, value);
        int result = LibC.rt_tgsigqueueinfo(processId, threadId, signal.Number, &info);
        Errno error = Errno.Last;
        if (result != 0)
            throw SignalFailure.Create("rt_tgsigqueueinfo", processId, signal, error);
    }

    private static LibC.siginfo_t InfoOf(Signal signal, nint value) => new()
    {
        si_signo = signal.Number,
        si_code = LibC.SI_QUEUE,
        si_pid = Environment.ProcessId,
        si_uid = LibC.getuid(),
        si_value = value,
    };
}
