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
            return SendAll($"thread {thread} of process", ids, id => Signals.SendToThread(id, thread, signal));
        }

        if (arguments.Has(s_group))
            return SendAll("process group", ids, id => Signals.SendToGroup(id, signal));
        if (arguments.Has(s_session))
            return SendAll("session", ids, id => Signals.SendToSession(id, signal));
        return SendAll("process", ids, id => Signals.Send(id, signal));
    }

    /// <summary>To all, also where one of them fails; then the first failure is told, else who is missing.</summary>
    private static int SendAll(string what, int[] ids, Action<int> send)
    {
        List<int> missing = [];
        SyscallException? first = null;
        foreach (int id in ids)
        {
            try
            {
                send(id);
            }
            catch (SyscallException e) when (e.Errno == Errno.ESRCH)
            {
                missing.Add(id);
            }
            catch (SyscallException e)
            {
                first ??= e;
            }
        }

        if (first is not null)
            throw first;
        return missing is [] ? 0 : throw new NothingThereException($"there is no {what} {string.Join(", ", missing)}");
    }
}
