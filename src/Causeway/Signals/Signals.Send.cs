using Causeway.Sys;

namespace Causeway;

/// <summary>Sends signals, and waits for them on the calling thread.</summary>
/// <remarks>
/// <para>
/// A pid is another process's once its own has ended and was reaped: through a pidfd (the overloads with a descriptor) a signal never
/// hits another. What the receiver ignores vanishes, and the call succeeds.
/// </para>
/// <para>
/// Thread-safe. Numbers from 32 to below SIGRTMIN belong to the receiver's C library and are refused; SIGRTMIN (34), which .NET takes
/// for its own, can be sent: a program in C may use it, and one in .NET takes no notice.
/// </para>
/// </remarks>
public static partial class Signals
{
    /// <summary>Sends a signal to a process (kill(2)).</summary>
    /// <param name="processId">Above 0; for a group see <see cref="SendToGroup"/>.</param>
    /// <param name="signal">Which.</param>
    /// <exception cref="ArgumentOutOfRangeException">No pid, or no number from 1 to 64.</exception>
    /// <exception cref="ArgumentException">The signal belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: no such process. EPERM: it runs as another user.</exception>
    public static void Send(int processId, Signal signal)
    {
        if (!TrySend(processId, signal))
            throw SignalFailure.Create("kill", processId, signal, Errno.ESRCH);
    }

    /// <summary>Sends a signal to a process (kill(2)).</summary>
    /// <returns>False: there is no such process. One that has ended and that its parent has not waited for is still there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No pid, or no number from 1 to 64.</exception>
    /// <exception cref="ArgumentException">The signal belongs to the C library.</exception>
    /// <exception cref="SyscallException">EPERM: it runs as another user.</exception>
    public static bool TrySend(int processId, Signal signal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        int result = LibC.kill(processId, signal.Number);
        Errno error = Errno.Last;
        return SignalFailure.Sent("kill", processId, signal, result, error);
    }

    /// <summary>Sends a signal to the process of a pidfd (pidfd_send_signal(2)): never to another that has its pid by now.</summary>
    /// <param name="process">A pidfd: <see cref="UnixSocket.OpenPeerProcess"/>, or pidfd_open(2).</param>
    /// <param name="signal">Which.</param>
    /// <exception cref="ArgumentException">No number from 1 to 64, or one that belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: it has ended. EPERM: it runs as another user. EBADF: the descriptor is no pidfd.</exception>
    /// <exception cref="ObjectDisposedException">The descriptor was disposed.</exception>
    public static void Send(SafeFileDescriptor process, Signal signal)
    {
        if (!TrySend(process, signal))
            throw SignalFailure.Create("pidfd_send_signal", process, signal, Errno.ESRCH);
    }

    /// <summary>Sends a signal to the process of a pidfd (pidfd_send_signal(2)).</summary>
    /// <returns>False: the process has ended and is reaped.</returns>
    /// <inheritdoc cref="Send(SafeFileDescriptor, Signal)" path="/param"/>
    /// <exception cref="ArgumentException">No number from 1 to 64, or one that belongs to the C library.</exception>
    /// <exception cref="SyscallException">EPERM: it runs as another user. EBADF: the descriptor is no pidfd.</exception>
    /// <exception cref="ObjectDisposedException">The descriptor was disposed.</exception>
    public static bool TrySend(SafeFileDescriptor process, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(process);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        int result = LibC.pidfd_send_signal(process, signal.Number, flags: 0);
        Errno error = Errno.Last;
        return SignalFailure.Sent("pidfd_send_signal", process, signal, result, error);
    }

    /// <summary>Sends a signal to every process of a group (killpg(3)).</summary>
    /// <param name="groupId">The group's id; 0 for this process's own group, of which it is a member itself.</param>
    /// <param name="signal">Which.</param>
    /// <exception cref="ArgumentOutOfRangeException">1, a negative number, or no number of a signal.</exception>
    /// <exception cref="ArgumentException">The signal belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: the group is empty. EPERM: none of its processes may be signalled.</exception>
    public static void SendToGroup(int groupId, Signal signal)
    {
        // kill(-1) is every process that there is.
        ArgumentOutOfRangeException.ThrowIfNegative(groupId);
        ArgumentOutOfRangeException.ThrowIfEqual(groupId, 1);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        int result = LibC.kill(-groupId, signal.Number);
        Errno error = Errno.Last;
        if (result != 0)
            throw SignalFailure.Create("killpg", groupId, signal, error);
    }

    /// <summary>Sends a signal to one thread of a process (tgkill(2)).</summary>
    /// <remarks>What the signal does it does to the whole process, also to end it; only who handles it, and whose queue it waits in, is the thread.</remarks>
    /// <param name="processId">Above 0.</param>
    /// <param name="threadId">The thread's id in the kernel, as gettid(2) and /proc/PID/task have it.</param>
    /// <param name="signal">Which.</param>
    /// <exception cref="ArgumentOutOfRangeException">No pid, or no number from 1 to 64.</exception>
    /// <exception cref="ArgumentException">The signal belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: the process has no such thread. EPERM: it runs as another user. EAGAIN: too many real-time signals are queued for its user (RLIMIT_SIGPENDING).</exception>
    public static void SendToThread(int processId, int threadId, Signal signal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadId);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        int result = LibC.tgkill(processId, threadId, signal.Number);
        Errno error = Errno.Last;
        if (result != 0)
            throw SignalFailure.Create("tgkill", processId, signal, error);
    }

    /// <summary>Whether there is a process with this pid (kill(2) with signal 0), whoever's it is.</summary>
    /// <remarks>It need not be the one that had the pid before; and one that has ended, and that its parent has not waited for, is still there.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">No pid.</exception>
    public static bool Exists(int processId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        int result = LibC.kill(processId, 0);
        Errno error = Errno.Last;
        return result == 0 || error == Errno.EPERM;
    }

    /// <summary>Whether the process of a pidfd is there: false once it is reaped.</summary>
    /// <exception cref="SyscallException">EBADF: the descriptor is no pidfd.</exception>
    /// <exception cref="ObjectDisposedException">The descriptor was disposed.</exception>
    public static bool Exists(SafeFileDescriptor process)
    {
        ArgumentNullException.ThrowIfNull(process);
        int result = LibC.pidfd_send_signal(process, 0, flags: 0);
        Errno error = Errno.Last;
        if (result == 0 || error == Errno.EPERM)
            return true;
        return error == Errno.ESRCH ? false : throw SignalFailure.Create("pidfd_send_signal", process, default, error);
    }
}
