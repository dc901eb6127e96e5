using System.Diagnostics;

namespace Causeway.Cli.Commands.Trace;

/// <summary>A line for each call, signal, program and end.</summary>
internal sealed class TraceLines(TraceOutput output) : ITraceReport
{
    public bool WantsSignals => true;

    public void Add(IpcCall call)
    {
        Begin(call.StartedAt, call.ProcessId, call.ThreadId).Write(call.Text);
        if (call.IsFinished)
            output.Write(" <").WriteSeconds(call.Duration).Write(">");
        output.EndLine();
    }

    public void Add(TraceStop stop)
    {
        switch (stop.Kind)
        {
            case TraceStopKind.Signal:
                int sender = stop.TryReadSignalInfo(out ReceivedSignal info) ? info.SenderProcessId : 0;
                Begin(stop).Write("--- ").Write(stop.Signal.Name);
                if (sender != 0)
                    output.Write(" from pid ").Write(sender);
                output.Write(" ---").EndLine();
                break;
            case TraceStopKind.Executed:
                Begin(stop).Write("*** ").Write(ProgramOf(stop.Thread.ProcessId)).Write(" ***").EndLine();
                break;
            case TraceStopKind.Exiting when stop.IsLastThread:
                Begin(stop).Write("+++ ").Write(stop.ExitStatus.ToString()).Write(" +++").EndLine();
                break;
        }
    }

    public void End(long foreignCalls)
    {
        if (foreignCalls > 0)
            output.Write("(").Write(foreignCalls).Write(" calls of programs of another architecture are not decoded)").EndLine();
    }

    private TraceOutput Begin(TraceStop stop) => Begin(Stopwatch.GetTimestamp(), stop.Thread.ProcessId, stop.Thread.Id);

    private TraceOutput Begin(long time, int processId, int threadId)
    {
        output.WriteTime(time).Write(" ").Write(processId);
        if (threadId != processId)
            output.Write("/").Write(threadId);
        return output.Write(" ");
    }

    private static string ProgramOf(int processId)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{processId}/exe", returnFinalTarget: false)?.FullName ?? "a program";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "a program";
        }
    }
}
