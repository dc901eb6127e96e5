using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <content>Sending to a session.</content>
public static partial class Signals
{
    /// <summary>Sends a signal to every process of a session, this one last if it is a member.</summary>
    /// <param name="sessionId">The session's id: the pid of its founder (setsid(2)).</param>
    /// <param name="signal">Which.</param>
    /// <returns>How many processes it was sent to.</returns>
    /// <remarks>
    /// No system call does this: the members are read from /proc until no new one is found, and each is signalled once, through a pidfd
    /// and after its session was read again, so that no other process is hit. Members that another PID namespace hides are not reached.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">No id of a session, or no number from 1 to 64.</exception>
    /// <exception cref="ArgumentException">The signal belongs to the C library.</exception>
    /// <exception cref="SyscallException">ESRCH: the session has no process. EPERM: none of them may be signalled. EMFILE: the process is at its descriptor limit.</exception>
    public static int SendToSession(int sessionId, Signal signal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sessionId);
        SignalOwners.ThrowIfNotSendable(signal, nameof(signal));
        HashSet<int> seen = [];
        int sent = 0;
        bool refused = false;
        bool found;
        do
        {
            found = false;
            foreach (int member in MembersOf(sessionId))
            {
                if (member == Environment.ProcessId || !seen.Add(member))
                    continue;
                found = true;
                if (!TrySendToMember(sessionId, member, signal, out bool forbidden))
                    refused |= forbidden;
                else
                    sent++;
            }
        }
        while (found);
        if (SessionOf(Environment.ProcessId) == sessionId)
        {
            Send(Environment.ProcessId, signal);
            sent++;
        }

        return sent > 0 ? sent : throw SignalFailure.Create("kill of a session", sessionId, signal, refused ? Errno.EPERM : Errno.ESRCH);
    }

    private static bool TrySendToMember(int sessionId, int processId, Signal signal, out bool forbidden)
    {
        forbidden = false;
        int descriptor = LibC.pidfd_open(processId, 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            return error == Errno.ESRCH ? false : throw SyscallFailure.Create("pidfd_open", string.Create(CultureInfo.InvariantCulture, $"pid {processId}"), error);
        using SafeFileDescriptor process = new(descriptor);

        // The pid may have been another's before the pidfd held it; what is read now is of the pidfd's own process, or that one has ended.
        if (SessionOf(processId) != sessionId)
            return false;
        int result = LibC.pidfd_send_signal(process, signal.Number, flags: 0);
        error = Errno.Last;
        forbidden = result != 0 && error == Errno.EPERM;
        return !forbidden && SignalFailure.Sent("pidfd_send_signal", process, signal, result, error);
    }

    private static IEnumerable<int> MembersOf(int sessionId) =>
        ProcessStat.All().Where(process => process.SessionId == sessionId).Select(static process => process.Id);

    /// <summary>The session of a process; null where it has ended or /proc hides it.</summary>
    private static int? SessionOf(int processId) => ProcessStat.Of(processId)?.SessionId;
}
