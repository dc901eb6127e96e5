using Causeway.Sys;

namespace Causeway;

/// <summary>A traced thread. Its members are for the handler, while the thread is stopped.</summary>
/// <remarks>
/// Only the tracing thread may ask the kernel about a traced one, and only while that is stopped: elsewhere the methods
/// throw InvalidOperationException. A thread that is killed while it is stopped answers ESRCH.
/// </remarks>
public sealed partial class TracedThread
{
    private readonly TracingThread _tracer;

    internal TracedThread(TracingThread tracer, TracedProcess process, int id)
    {
        _tracer = tracer;
        Process = process;
        Id = id;
    }

    /// <summary>Its thread id; of a process's first thread, and after execve(2), the process's.</summary>
    public int Id { get; internal set; }

    /// <summary>The process's id.</summary>
    public int ProcessId => Process.Id;

    /// <summary>Whatever the handler wants to remember of the thread.</summary>
    public object? Tag { get; set; }

    internal TracedProcess Process { get; set; }

    internal TracedCall Call { get; } = new();

    internal bool IsStopped { get; set; }

    /// <summary>Asked for by <see cref="ProcessTracer.Interrupt"/>, and not yet shown.</summary>
    internal bool IsInterruptWanted { get; set; }

    /// <summary>The handler asked for one instruction.</summary>
    internal bool IsStepping { get; set; }

    /// <summary>The breakpoint whose instruction it has before it, to be done without the breakpoint; 0 for none.</summary>
    internal ulong AtBreakpoint { get; set; }

    /// <summary>The signals it blocked before all were, while it steps over <see cref="AtBreakpoint"/>; null while it does not.</summary>
    internal ulong? MaskBeforeStep { get; set; }

    /// <summary>What reads the calls remembers here.</summary>
    internal object? CallState { get; set; }

    /// <summary>A request of ptrace(2) that needs the thread to be stopped.</summary>
    internal nint Ask(int request, string name, nint address, nint data)
    {
        ThrowUnlessStopped();
        nint result = LibC.ptrace(request, Id, address, data, out Errno error);
        return result >= 0 ? result : throw Failure(name, error);
    }

    internal SyscallException Failure(string name, Errno error) =>
        SyscallFailure.Create($"ptrace({name})", $"thread {Id}", error, error == Errno.ESRCH ? "the thread was killed meanwhile: tracing the others goes on" : null);

    private void ThrowUnlessStopped()
    {
        if (!_tracer.IsCurrent || !IsStopped)
            throw new InvalidOperationException("A traced thread answers only while it is stopped, to the handler that was called for that.");
    }
}
