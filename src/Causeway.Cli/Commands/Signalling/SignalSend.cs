using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Signalling;

/// <summary><c>causeway signal send</c>.</summary>
internal static class SignalSend
{
    private static readonly VerbOption s_group = new("--group", Value: null, "the ids are process groups: to every process of each");
    private static readonly VerbOption s_session = new("--session", Value: null, "the ids are sessions: to every process of each");
    private static readonly VerbOption s_thread = new("--thread", "TID", "to this thread of the process alone");

    public static readonly Verb Verb = new("send", ["SIGNAL", "PID", "[PID...]"], "Sends a signal to each process.", [s_group, s_session, s_thread], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        arguments.AllowOneOf(s_group, s_session, s_thread);
        Signal signal = SignalOperand.Parse(arguments.Operands[0]);
        int[] ids = [.. arguments.Operands.Skip(1).Select(SignalOperand.ParseId)];
        if (arguments.Integer(s_thread, 1, int.MaxValue) is { } thread)
        {
            if (ids.Length > 1)
                throw new UsageException("--thread: one process alone has the thread");
            return Sent(() => Signals.SendToThread(ids[0], thread, signal)) ? 0 : throw new NothingThereException($"there is no thread {thread} of process {ids[0]}");
        }

        if (arguments.Has(s_group))
            return Missing("process group", [.. ids.Where(id => !Sent(() => Signals.SendToGroup(id, signal)))]);
        if (arguments.Has(s_session))
            return Missing("session", [.. ids.Where(id => !Sent(() => Signals.SendToSession(id, signal)))]);
        return Missing("process", [.. ids.Where(id => !Signals.TrySend(id, signal))]);
    }

    private static bool Sent(Action send)
    {
        try
        {
            send();
            return true;
        }
        catch (SyscallException e) when (e.Errno == Errno.ESRCH)
        {
            return false;
        }
    }

    private static int Missing(string what, int[] ids) => ids is [] ? 0 : throw new NothingThereException($"there is no {what} {string.Join(", ", ids)}");
}
