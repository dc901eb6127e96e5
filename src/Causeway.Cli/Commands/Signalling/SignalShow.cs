using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Signalling;

/// <summary><c>causeway signal show</c>.</summary>
internal static class SignalShow
{
    private static readonly VerbOption s_thread = new("--thread", "TID", "what this thread blocks, and what is pending for it alone; the main thread unless given");

    public static readonly Verb Verb = new("show", ["PID"], "Shows what a process blocks, ignores and catches, and what is pending.", [s_thread, ObjectDescription.Json], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int process = SignalOperand.ParseId(arguments.Operands[0]);
        try
        {
            ProcessSignals state = ProcessSignals.OfThread(process, arguments.Integer(s_thread, 1, int.MaxValue) ?? process);
            ObjectDescription.Write(arguments.Has(ObjectDescription.Json),
                new("pid", state.ProcessId), new("thread", state.ThreadId), new("pending", Names(state.Pending)), new("threadPending", Names(state.PendingForThread)),
                new("blocked", Names(state.Blocked)), new("ignored", Names(state.Ignored)), new("caught", Names(state.Caught)),
                new("queued", (long)state.Queued), new("queueLimit", state.QueueLimit > long.MaxValue ? null : (long)state.QueueLimit));
            return 0;
        }
        catch (SyscallException e) when (e.Errno == Errno.ESRCH)
        {
            throw new NothingThereException(Remedy.Describe(e));
        }
    }

    private static string? Names(SignalSet signals) => signals == SignalSet.Empty ? null : signals.ToString();
}
