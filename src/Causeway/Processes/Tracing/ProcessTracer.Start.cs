namespace Causeway;

public sealed partial class ProcessTracer
{
    /// <summary>Starts a program that is traced from its first instruction: its <see cref="TraceStopKind.Executed"/> is the first stop.</summary>
    /// <remarks>The program waits at that stop for <see cref="Run"/>. Its streams, environment and exit status are as without tracing.</remarks>
    /// <param name="program">What to start.</param>
    /// <param name="options">What to stop at; null: at signals and events alone.</param>
    /// <exception cref="ArgumentException">The child's descriptors take all of 3 to 9, of which starting needs one.</exception>
    /// <exception cref="SyscallException">It cannot be started (as <see cref="ChildProcess.Start(ChildProcessOptions)"/> says), or not be traced: EPERM.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: no execute permission.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    public static ProcessTracer Start(ChildProcessOptions program, ProcessTracerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ProcessTracer tracer = new(options);
        var exit = new TaskCompletionSource<ChildExitStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            tracer.Child = ChildProcess.StartHeld(program, Hold, exit.Task);
            return tracer;
        }
        catch
        {
            tracer.Dispose();
            exit.TrySetResult(null);
            throw;
        }

        void Hold(int processId, int executions) => tracer._thread.Invoke(() =>
        {
            tracer._loop.Seize(processId, executions).Exit = exit;
            return 0;
        });
    }
}
