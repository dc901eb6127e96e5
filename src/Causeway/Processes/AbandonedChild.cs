using Causeway.Sys;

namespace Causeway;

/// <summary>A child that was spawned but for which no pidfd could be had.</summary>
internal static unsafe class AbandonedChild
{
    /// <summary>Ends and reaps the child, and says why it could not be kept.</summary>
    public static SyscallException Give(int processId, Errno error)
    {
        // Still our unreaped child: its pid cannot have been given to anybody else.
        _ = LibC.kill(processId, Signal.Kill.Number);
        LibC.siginfo_t info;
        while (LibC.waitid(LibC.P_PID, processId, &info, LibC.WEXITED) != 0 && Errno.Last == Errno.EINTR)
        {
        }

        return SyscallFailure.Create("pidfd_open", $"pid {processId}", error);
    }
}
