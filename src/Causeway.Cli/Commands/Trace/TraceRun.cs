using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Trace;

/// <summary><c>causeway trace run</c>, which is also what <c>causeway trace</c> alone does.</summary>
internal static class TraceRun
{
    private static readonly VerbOption s_pid = new("--pid", "N", "trace this running process and its threads, until it ends or this command is asked to end");
    private static readonly VerbOption s_only = new("--only", "NAMES", "only these mechanisms, several with commas: those below") { Repeats = true };
    private static readonly VerbOption s_summary = new("--summary", Value: null, "in place of the calls: how many of each mechanism and object, and how long they took");
    private static readonly VerbOption s_output = new("--output", "FILE", "write there; standard error unless given");

    public static readonly Verb Verb = new("run", [], "Prints each call of IPC of CMD, or of a running process, and of the processes they start.",
        [s_pid, s_only, s_summary, ObjectDescription.Json with { Help = "one JSON object a line" }, s_output], Run)
    {
        RunsCommand = true,
        Notes =
            $"""
            NAMES: {MechanismNames.All}.
            A line is: seconds since the start at which the call began, pid (pid/tid of other threads), the call, <seconds it took>.
            It is printed when the call has returned: calls of other threads that began later may stand before it.
            A process has one tracer at a time. Ending this command lets the traced processes go on.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        if (arguments.Command is null == (arguments.Integer(s_pid, 1, int.MaxValue) is null))
            throw new UsageException("either -- CMD or --pid N is needed");
        IpcMechanism[] mechanisms = MechanismNames.Parse(arguments.Texts(s_only));
        using TraceOutput output = TraceOutput.Open(arguments.Text(s_output));
        bool json = arguments.Has(ObjectDescription.Json);
        ITraceReport report = arguments.Has(s_summary) ? new TraceSummary(output, json) : json ? new TraceJson(output) : new TraceLines(output);
        IpcCallReader reader = new(mechanisms);
        ProcessTracerOptions options = new()
        {
            SystemCalls = IpcCallReader.SystemCalls,
            Signals = report.WantsSignals && (mechanisms is [] || mechanisms.Contains(IpcMechanism.Signal)) ? SignalSet.All : SignalSet.Empty,
            FollowChildren = true,
        };
        using ProcessTracer tracer = Begin(arguments, options);
        try
        {
            return Follow(tracer, reader, report, interruption);
        }
        finally
        {
            report.End(reader.ForeignCalls);
        }
    }

    private static ProcessTracer Begin(VerbArguments arguments, ProcessTracerOptions options)
    {
        if (arguments.Command is not { } command)
            return ProcessTracer.Seize(arguments.Integer(s_pid, 1, int.MaxValue)!.Value, options);
        ChildProcessOptions program = new(command[0], command.Skip(1));
        return RunningCommand.Explained(command[0], () => ProcessTracer.Start(program, options));
    }

    /// <summary>To the end: of the command, or of this process's wish to go on.</summary>
    private static int Follow(ProcessTracer tracer, IpcCallReader reader, ITraceReport report, Interruption interruption)
    {
        // The command gets the signals that ask to end, and is traced until it has; a stranger, and what CMD left behind, is let go.
        using CancellationTokenSource enough = new();
        using IDisposable wishes = tracer.Child is { } command
            ? interruption.Forward(signal => EndUnless(RunningCommand.TrySendOn(command, signal)))
            : interruption.Token.UnsafeRegister(_ => enough.Cancel(), state: null);
        try
        {
            tracer.Run(See, timeout: null, enough.Token);
        }
        catch (OperationCanceledException) when (tracer.Child is not null)
        {
            // CMD itself has ended.
        }

        return tracer.Child?.WaitForExit().ShellCode ?? 0;

        void EndUnless(bool isTold)
        {
            if (!isTold)
                enough.Cancel();
        }

        TraceAction See(TraceStop stop)
        {
            if (reader.TryRead(stop, out IpcCall call))
                report.Add(call);
            if (stop.Kind is not (TraceStopKind.SystemCallEntered or TraceStopKind.SystemCallExited))
                report.Add(stop);
            return TraceAction.Continue;
        }
    }
}
