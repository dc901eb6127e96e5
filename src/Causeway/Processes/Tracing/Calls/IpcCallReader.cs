namespace Causeway;

/// <summary>Makes decoded calls of IPC out of the stops of a <see cref="ProcessTracer"/>: each once, when it has returned.</summary>
/// <remarks>
/// Calls of several threads interleave; a call is told when it ends, with when it began. Paths and data that the call
/// takes are read at its entry, what the kernel fills at its exit. Used by one tracer's handler alone. Nothing is allocated for a call whose objects are known.
/// </remarks>
/// <param name="mechanisms">Those whose calls are wanted; none: all.</param>
public sealed class IpcCallReader(params IpcMechanism[] mechanisms)
{
    private readonly uint _wanted = mechanisms.Aggregate(0u, static (bits, one) => bits | 1u << (int)one) is var bits and not 0 ? bits : uint.MaxValue;
    private readonly DescriptorNames _names = new();

    /// <summary>What the tracer must stop at: <see cref="ProcessTracerOptions.SystemCalls"/>.</summary>
    public static SystemCallSet SystemCalls => CallForms.Set;

    /// <summary>How many calls of programs of another architecture (32-bit ones, x32) were passed over: they are not decoded.</summary>
    public long ForeignCalls { get; private set; }

    /// <summary>Takes note of a stop. Every stop of the tracer must come here.</summary>
    /// <param name="stop">The stop.</param>
    /// <param name="call">The call that ended with it, where the answer is true.</param>
    /// <returns>Whether a call ended.</returns>
    public bool TryRead(TraceStop stop, out IpcCall call)
    {
        call = default;
        TracedThread thread = stop.Thread;
        switch (stop.Kind)
        {
            case TraceStopKind.SystemCallEntered:
                Enter(thread);
                return false;
            case TraceStopKind.SystemCallExited:
                return TryExit(thread, out call);
            case TraceStopKind.Executed:
                // Descriptors that close on exec are closed.
                _names.Forget(thread.ProcessId);
                _names.Mappings.Clear(thread.ProcessId);
                return false;
            case TraceStopKind.Exiting:
                bool wasInside = TryEnd(thread, out call);
                if (stop.IsLastThread)
                    Forget(thread.ProcessId);
                return wasInside;
            default:
                return false;
        }
    }

    private void Enter(TracedThread thread)
    {
        if (!thread.Call.IsNative)
        {
            ForeignCalls++;
            return;
        }

        if (CallForms.Find(thread.Call.Number) is not { } form)
            return;
        OpenCall call = thread.CallState as OpenCall ?? new OpenCall(_names);
        thread.CallState = call;
        call.Begin(thread, form, _wanted);
        DescriptorChanges.Note(_names, thread);
    }

    private bool TryExit(TracedThread thread, out IpcCall ended)
    {
        ended = default;
        if (thread.CallState is not OpenCall call)
            return false;
        DescriptorChanges.Note(_names, thread);
        if (call.Form is not { } form)
            return false;
        DescriptorChanges.NoteAddress(_names, call);
        DescriptorChanges.NoteMapping(_names, call);
        call.End(isFinished: true);
        ended = new IpcCall(call, form);
        return true;
    }

    private void Forget(int processId)
    {
        _names.Forget(processId);
        _names.Mappings.Forget(processId);
    }

    private static bool TryEnd(TracedThread thread, out IpcCall ended)
    {
        ended = default;
        if (thread.CallState is not OpenCall { Form: { } form } call)
            return false;
        call.End(isFinished: false);
        ended = new IpcCall(call, form);
        return true;
    }
}
