using Causeway.Sys;

namespace Causeway;

/// <summary>A process group that children of this process founded, with everything that they started in it.</summary>
internal static class ProcessGroup
{
    /// <summary>Sends a signal to the whole group.</summary>
    /// <param name="children">Those of the group that this process started, its leader first.</param>
    /// <param name="signal">A valid one.</param>
    /// <returns>Whether anything was left of the group. Before Linux 6.9 also false where only others than <paramref name="children"/> are.</returns>
    public static bool TrySendSignal(IReadOnlyList<ChildProcess> children, Signal signal)
    {
        if (LibC.HasProcessGroupSignal)
        {
            // Through the leader's pidfd it reaches no other group, also when the leader itself is long reaped.
            Errno error = children[0].SendSignal(signal, LibC.PIDFD_SIGNAL_PROCESS_GROUP);
            if (error != Errno.EINVAL)
                return Sent("pidfd_send_signal", children[0].Id, error);
            LibC.HasProcessGroupSignal = false;
        }

        // The id of a group is its own while a member is not reaped; afterwards the kernel may give it away.
        return children.Any(static child => !child.HasExited) && Sent("kill", children[0].Id, Kill(-children[0].Id, signal));
    }

    private static Errno Kill(int group, Signal signal)
    {
        int result = LibC.kill(group, signal.Number);
        Errno error = Errno.Last;
        return result == 0 ? default : error;
    }

    private static bool Sent(string operation, int leader, Errno error)
    {
        if (error == default)
            return true;
        return error == Errno.ESRCH ? false : throw SyscallFailure.Create(operation, $"process group {leader}", error, error == Errno.EPERM ? "its processes changed their user: only root can signal them" : null);
    }
}
