using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Waits for one child through its pidfd, without a thread, and reaps it: whatever becomes of the objects that stand for it.</summary>
internal static class ChildReaper
{
    /// <summary>Completes with the status once the child is dead and reaped. Waits for this pid alone, so that it never takes a child of System.Diagnostics.Process.</summary>
    /// <param name="processId">For messages.</param>
    /// <param name="processDescriptor">Its pidfd.</param>
    /// <param name="mayReap">Until it completes the child stays a zombie, and its id its own.</param>
    public static async Task<ChildExitStatus> ReapAsync(int processId, SafeFileDescriptor processDescriptor, Task mayReap)
    {
        await mayReap.ConfigureAwait(false);
        DescriptorWatch watch = Reactor.Shared.Watch(processDescriptor);
        while (true)
        {
            uint seen = watch.Edges(Direction.Read);
            if (TryReap(processId, processDescriptor) is { } status)
                return status;
            await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The same of a child that a tracer of this process reaps, unless it lets go of it first.</summary>
    /// <param name="processId">For messages.</param>
    /// <param name="processDescriptor">Its pidfd.</param>
    /// <param name="tracedExit">The status that the tracer got, or null when it has let go.</param>
    public static async Task<ChildExitStatus> ReapTracedAsync(int processId, SafeFileDescriptor processDescriptor, Task<ChildExitStatus?> tracedExit) =>
        await tracedExit.ConfigureAwait(false) ?? await ReapAsync(processId, processDescriptor, Task.CompletedTask).ConfigureAwait(false);

    private static unsafe ChildExitStatus? TryReap(int processId, SafeFileDescriptor processDescriptor)
    {
        LibC.siginfo_t info = default;
        int result;
        Errno error;
        do
        {
            result = LibC.waitid(LibC.P_PIDFD, processDescriptor.Number, &info, LibC.WEXITED | LibC.WNOHANG);
            error = Errno.Last;
        }
        while (result != 0 && error == Errno.EINTR);
        if (result != 0)
            throw SyscallFailure.Create("waitid", $"pid {processId}", error, error == Errno.ECHILD ? "something else in this process reaped it (a wait for any child, or SIGCHLD ignored): its status is lost" : null);
        if (info.si_pid == 0)
            return null;
        return info.si_code == LibC.CLD_EXITED
            ? ChildExitStatus.Exited(info.si_status)
            : ChildExitStatus.Killed(new Signal(info.si_status), info.si_code == LibC.CLD_DUMPED);
    }
}
