using Causeway.Sys;

namespace Causeway;

/// <summary>A child that was spawned but cannot be awaited: no pidfd, or no reactor, could be had.</summary>
internal static unsafe class AbandonedChild
{
    /// <summary>Ends and reaps the child.</summary>
    public static void End(int processId)
    {
        // Still our unreaped child: its pid cannot have been given to anybody else.
        _ = LibC.kill(processId, Signal.Kill.Number);
        LibC.siginfo_t info;
        while (LibC.waitid(LibC.P_PID, processId, &info, LibC.WEXITED) != 0 && Errno.Last == Errno.EINTR)
        {
        }
    }
}
