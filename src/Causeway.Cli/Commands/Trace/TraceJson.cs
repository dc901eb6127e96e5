using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Causeway.Cli.Commands.Trace;

/// <summary>A JSON object a line: calls have <c>call</c>, the rest has <c>event</c>.</summary>
internal sealed class TraceJson : ITraceReport
{
    private readonly TraceOutput _output;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _writer;

    public TraceJson(TraceOutput output)
    {
        _output = output;
        _writer = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public bool WantsSignals => true;

    public void Add(IpcCall call)
    {
        Begin(call.StartedAt, call.ProcessId, call.ThreadId);
        _writer.WriteString("mechanism", MechanismNames.Of(call.Mechanism));
        _writer.WriteString("call", call.Name);
        _writer.WriteString("object", call.ObjectName);
        _writer.WriteString("arguments", call.Arguments);
        if (call.IsFinished && call.Error == default)
            _writer.WriteNumber("result", call.Result);
        else
            _writer.WriteNull("result");
        _writer.WriteString("error", call.Error == default ? null : call.Error.Name);
        _writer.WriteString("answer", call.ResultText);
        if (call.IsFinished)
            _writer.WriteNumber("seconds", Math.Round(call.Duration.TotalSeconds, 6));
        else
            _writer.WriteNull("seconds");
        End();
    }

    public void Add(TraceStop stop)
    {
        if (stop.Kind is not (TraceStopKind.Signal or TraceStopKind.Executed or TraceStopKind.Exiting or TraceStopKind.Cloned))
            return;
        Begin(Stopwatch.GetTimestamp(), stop.Thread.ProcessId, stop.Thread.Id);
        switch (stop.Kind)
        {
            case TraceStopKind.Signal:
                int sender = stop.TryReadSignalInfo(out ReceivedSignal info) ? info.SenderProcessId : 0;
                _writer.WriteString("event", "signal");
                _writer.WriteString("signal", stop.Signal.Name);
                if (sender != 0)
                    _writer.WriteNumber("sender", sender);
                break;
            case TraceStopKind.Executed:
                _writer.WriteString("event", "exec");
                break;
            case TraceStopKind.Cloned:
                _writer.WriteString("event", "clone");
                _writer.WriteNumber("child", stop.NewThreadId);
                break;
            default:
                _writer.WriteString("event", stop.IsLastThread ? "exit" : "threadExit");
                _writer.WriteNumber("code", stop.ExitStatus.ShellCode);
                break;
        }

        End();
    }

    public void End(long foreignCalls)
    {
        if (foreignCalls == 0)
            return;
        _writer.WriteStartObject();
        _writer.WriteString("event", "undecoded");
        _writer.WriteNumber("calls", foreignCalls);
        End();
    }

    private void Begin(long time, int processId, int threadId)
    {
        _writer.WriteStartObject();
        _writer.WriteNumber("time", Math.Round(_output.SecondsAt(time), 6));
        _writer.WriteNumber("pid", processId);
        _writer.WriteNumber("tid", threadId);
    }

    private void End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        _line.Write("\n"u8);
        _output.WriteLines(_line.WrittenSpan);
        _line.ResetWrittenCount();
        _writer.Reset();
    }
}
