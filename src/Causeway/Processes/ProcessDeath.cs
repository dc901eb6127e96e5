using Causeway.Sys;

namespace Causeway;

/// <summary>Whether a process that is known by its id alone has ended.</summary>
internal static class ProcessDeath
{
    /// <summary>
    /// Proof that the process is no more, ended and not waited for by its parent included. Not the other way round: its id may be another
    /// process's by now, or of a PID namespace that is not seen from here (0), and then there is none.
    /// </summary>
    public static unsafe bool IsProven(int processId)
    {
        if (processId <= 0)
            return false;
        int result = LibC.pidfd_open(processId, 0);
        Errno error = Errno.Last;
        if (result < 0)
            return error == Errno.ESRCH;
        using var process = new SafeFileDescriptor(result);
        using HandleHold hold = new(process);
        LibC.pollfd poll = new() { fd = (int)hold.Value, events = LibC.POLLIN };
        return LibC.poll(&poll, 1, timeoutMilliseconds: 0) == 1;
    }
}
