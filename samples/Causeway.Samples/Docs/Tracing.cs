using System.Runtime.InteropServices;

namespace Causeway.Samples.Docs;

/// <summary>What docs/tracing.md quotes.</summary>
public static class Tracing
{
    public static List<string> ListCalls(string program, params string[] arguments)
    {
        List<string> lines = [];
        IpcCallReader calls = new(IpcMechanism.Pipe, IpcMechanism.PosixQueue);
        ProcessTracerOptions options = new() { SystemCalls = IpcCallReader.SystemCalls, FollowChildren = true };
        using ProcessTracer tracer = ProcessTracer.Start(new ChildProcessOptions(program, arguments), options);
        tracer.Run(stop =>
        {
            if (calls.TryRead(stop, out IpcCall call))
                lines.Add($"{call.ProcessId} {call.Text}");
            return TraceAction.Continue;
        });

        return lines;
    }

    public static async Task GuardAsync(int processId, CancellationToken token)
    {
        using ProcessTracer tracer = ProcessTracer.Seize(processId);
        await tracer.RunAsync(
            stop => stop.Kind == TraceStopKind.Signal && stop.Signal == Signal.Term ? TraceAction.Swallow : TraceAction.Continue,
            token);
    }

    public static void ShowFaults(ProcessTracer tracer)
    {
        tracer.Run(stop =>
        {
            if (stop.Kind == TraceStopKind.Signal && stop.Signal == new Signal(11))
                Console.WriteLine($"thread {stop.Thread.Id} at 0x{stop.Thread.InstructionPointer:x}: no memory at 0x{stop.ReadFaultAddress():x}");
            return TraceAction.Continue;
        });
    }

    public static void CountCalls(ProcessTracer tracer, int processId, ulong function, Action<ulong> called)
    {
        tracer.AddBreakpoint(processId, function);
        tracer.Run(stop =>
        {
            if (stop.Kind == TraceStopKind.Breakpoint)
                called(FirstArgument(stop.Thread));
            return TraceAction.Continue;
        });
    }

    public static ulong FirstArgument(TracedThread thread) =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? thread.ReadArm64Registers()[0] : thread.ReadX64Registers().Rdi;

    public static void RefuseCall(TraceStop stop)
    {
        if (stop.Kind == TraceStopKind.SystemCallEntered && stop.Thread.ReadX64Registers() is var registers)
        {
            registers.OrigRax = ulong.MaxValue; // no such call: it answers ENOSYS
            stop.Thread.WriteRegisters(registers);
        }
    }
}
