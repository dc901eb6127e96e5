using Causeway.Sys;

namespace Causeway;

/// <summary>Watches and controls other processes through ptrace(2): their system calls, signals, registers and memory.</summary>
/// <remarks>
/// <para>
/// A thread of its own does the tracing, because ptrace obeys only the thread that attached. <see cref="Run"/> calls a
/// handler on it for each stop; the traced thread waits for the handler's answer. The other members may be called from
/// any thread. Handlers should be quick, and must not wait for the traced program.
/// </para>
/// <para>
/// Outside Run a thread that comes to a stop waits for the next Run. Disposing detaches: the processes go on untraced, as
/// they do when this process dies, unless <see cref="ProcessTracerOptions.KillWithTracer"/> is set. A death with a
/// breakpoint set or a step under way is the exception: nobody is left to take them back, and they kill the target.
/// </para>
/// <para>
/// Who ends is let go just before (PTRACE_EVENT_EXIT), so that its own parent reaps it: <see cref="ChildProcess"/>,
/// a shell or a stranger, each as if nobody had traced it. A process has one tracer at a time.
/// </para>
/// </remarks>
public sealed partial class ProcessTracer : IDisposable
{
    private readonly TracingThread _thread = new();
    private readonly TraceLoop _loop;
    private int _disposed;

    private ProcessTracer(ProcessTracerOptions? options) => _loop = new TraceLoop(_thread, options ?? new ProcessTracerOptions());

    /// <summary>The program that <see cref="Start"/> started; null after <see cref="Seize"/>. It belongs to this object, which disposes it without ending it.</summary>
    public ChildProcess? Child { get; private set; }

    /// <summary>The threads that are traced now.</summary>
    /// <exception cref="ObjectDisposedException">The tracer is disposed.</exception>
    public IReadOnlyList<int> ThreadIds => _thread.Invoke(() => _loop.Threads.All.Select(static thread => thread.Id).Order().ToArray());

    /// <summary>Takes hold of a running process and all its threads (PTRACE_SEIZE). With system calls to stop at, its threads stop once, until <see cref="Run"/>.</summary>
    /// <remarks>Not for a child that System.Diagnostics.Process of this process started: that takes the stops, which the kernel gives to whichever thread waits for the child first.</remarks>
    /// <param name="processId">Its pid.</param>
    /// <param name="options">What to stop at; null: at signals and events alone.</param>
    /// <exception cref="SyscallException">
    /// EPERM: it may not be traced; the message says whether that is Yama, another user, another tracer, or what else.
    /// ESRCH: there is no such process.
    /// </exception>
    public static ProcessTracer Seize(int processId, ProcessTracerOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        ProcessTracer tracer = new(options);
        try
        {
            tracer._thread.Invoke(() => tracer._loop.Seize(processId));
            return tracer;
        }
        catch
        {
            tracer.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Calls the handler for each stop until nothing is traced any more: all have ended, or were let go.
    /// </summary>
    /// <param name="handler">Is called on the tracing thread. What it throws ends Run; the thread it was called for goes on.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends Run and not the tracing: another Run goes on with it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">Run is running already.</exception>
    /// <exception cref="ObjectDisposedException">The tracer is disposed.</exception>
    /// <exception cref="TimeoutException">The timeout passed; tracing goes on as with the token.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Run(TraceHandler handler, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        RunAsync(handler, Deadline.After(timeout), cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public Task RunAsync(TraceHandler handler, CancellationToken cancellationToken = default) => RunAsync(handler, Deadline.Infinite, cancellationToken);

    /// <summary>Stops a thread (PTRACE_INTERRUPT): the handler sees it as <see cref="TraceStopKind.Interrupted"/>. A system call that it waits in is restarted afterwards.</summary>
    /// <returns>Whether such a thread is traced.</returns>
    /// <exception cref="ObjectDisposedException">The tracer is disposed.</exception>
    public bool Interrupt(int threadId) => _thread.Invoke(() => _loop.Interrupt(threadId));

    /// <summary>Lets a process go, each of its threads as soon as it has stopped: at once during <see cref="Run"/>, else during the next. Breakpoints are taken out.</summary>
    /// <exception cref="ObjectDisposedException">The tracer is disposed.</exception>
    public void Detach(int processId) => _thread.Invoke(() =>
    {
        _loop.Detach(processId);
        return 0;
    });

    /// <summary>Puts a breakpoint at an instruction. A new program (execve(2)) has none; a child that is followed has its parent's.</summary>
    /// <remarks>
    /// While one thread does the instruction under it, the breakpoint is out for all: another may pass it unseen. Processes that share
    /// their memory (vfork(2), clone(2) with CLONE_VM) share the breakpoints: letting one of them go takes them out for all.
    /// </remarks>
    /// <param name="processId">A traced process.</param>
    /// <param name="address">The first byte of an instruction; anywhere else the program is damaged.</param>
    /// <exception cref="ArgumentException">The process is not traced; or there is a system call's instruction, which is not stepped over: the call itself can be stopped at.</exception>
    /// <exception cref="SyscallException">EIO: no memory there. ESRCH: the process has ended.</exception>
    /// <exception cref="ObjectDisposedException">The tracer is disposed.</exception>
    public void AddBreakpoint(int processId, ulong address) => _thread.Invoke(() =>
    {
        _loop.BreakpointsOf(processId).Add(address);
        return 0;
    });

    /// <summary>Takes a breakpoint out.</summary>
    /// <returns>Whether there was one.</returns>
    /// <inheritdoc cref="AddBreakpoint"/>
    public bool RemoveBreakpoint(int processId, ulong address) => _thread.Invoke(() => _loop.BreakpointsOf(processId).Remove(address));

    /// <summary>Detaches everything, which goes on untraced, and ends the tracing thread.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        try
        {
            _thread.Invoke(() =>
            {
                _loop.DetachAll();
                return 0;
            });
        }
        finally
        {
            _thread.End();
            Child?.Dispose();
        }
    }

    private async Task RunAsync(TraceHandler handler, Deadline deadline, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (_thread.IsCurrent)
            throw new InvalidOperationException("Run cannot be called by a handler, on the thread that would have to call it.");
        using CancellationTokenRegistration registration = token.UnsafeRegister(
            static thread => ((TracingThread)thread!).TryPost(static () => { }), _thread);
        await _thread.InvokeAsync(() =>
        {
            _loop.Run(handler, deadline, token);
            return 0;
        }).ConfigureAwait(false);
    }
}
