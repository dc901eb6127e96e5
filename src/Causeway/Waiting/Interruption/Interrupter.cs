using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>
/// Ends blocking calls that neither a descriptor nor a timeout can end (flock, msgrcv, semop…), with one reserved
/// real-time signal: this class says which.
/// </summary>
/// <remarks>
/// The signal's action is a function of libc that does nothing, without SA_RESTART, so that a blocked call answers
/// EINTR. It is sent to the blocked thread alone (tgkill(2)), only while that thread is inside such a call, and again
/// until it has left it. No managed code runs as a handler. A call that is given neither a token nor a timeout never
/// uses the signal.
/// </remarks>
public static class Interrupter
{
    private static readonly Lock s_gate = new();
    private static Signal s_signal = new(61);
    private static bool s_installed;

    /// <summary>The reserved signal: SIGRTMAX-3 (61) unless set otherwise before the first call that can be cancelled.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a real-time signal from 36 to 64 (those below belong to libc and the runtime).</exception>
    /// <exception cref="InvalidOperationException">Set after the signal has been taken into use.</exception>
    public static Signal Signal
    {
        get => s_signal;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value.Number, 36, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Number, Signal.Maximum, nameof(value));
            lock (s_gate)
            {
                if (s_installed && value != s_signal)
                    throw new InvalidOperationException($"{s_signal} is in use as the interrupting signal; set another before the first call that can be cancelled");
                s_signal = value;
            }
        }
    }

    /// <summary>Installs the action once; afterwards the signal is this class's.</summary>
    /// <exception cref="InvalidOperationException">Somebody else in this process handles the signal.</exception>
    internal static unsafe void Install()
    {
        if (Volatile.Read(ref s_installed))
            return;
        lock (s_gate)
        {
            if (s_installed)
                return;
            ThrowIfTaken();
            InterruptSender.EnsureRunning();
            LibC.sigaction_t action = new() { sa_handler = LibC.Export("getpid"), sa_flags = LibC.SA_ONSTACK };
            int result = LibC.sigaction(s_signal.Number, &action, null);
            Errno error = Errno.Last;
            if (result != 0)
                throw SyscallFailure.Create("sigaction", s_signal.Name, error);
            Volatile.Write(ref s_installed, true);
        }
    }

    private static unsafe void ThrowIfTaken()
    {
        LibC.sigaction_t present;
        int result = LibC.sigaction(s_signal.Number, null, &present);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("sigaction", s_signal.Name, error);
        if (present.sa_handler is not (LibC.SIG_DFL or LibC.SIG_IGN))
            throw new InvalidOperationException($"{s_signal} is handled by something else in this process; set Interrupter.Signal to a free real-time signal");
    }
}
