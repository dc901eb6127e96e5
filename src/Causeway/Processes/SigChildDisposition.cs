using Causeway.Sys;

namespace Causeway;

/// <summary>A program may be started with SIGCHLD ignored: the kernel then throws every child's status away.</summary>
internal static unsafe class SigChildDisposition
{
    /// <summary>Puts an inherited "ignore" back to the default, once; a handler, such as that of System.Diagnostics.Process, stays.</summary>
    public static void EnsureReapable()
    {
        LibC.sigaction_t present;
        if (LibC.sigaction(Signal.Chld.Number, null, &present) != 0 || present.sa_handler != LibC.SIG_IGN)
            return;
        LibC.sigaction_t byDefault = default;
        int result = LibC.sigaction(Signal.Chld.Number, &byDefault, null);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("sigaction", Signal.Chld.Name, error);
    }
}
