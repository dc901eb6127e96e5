using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A child of this process, started by posix_spawn(3) and awaited through a pidfd.</summary>
/// <remarks>
/// <para>
/// The child has the descriptors named in <see cref="ChildProcessOptions.Descriptors"/> and the standard three, and no
/// other; every signal has its default disposition (System.Diagnostics.Process hands SIGPIPE on as ignored) and none is
/// blocked unless asked for.
/// </para>
/// <para>
/// It is always reaped, also when this object was disposed long before. Disposing neither ends the child nor waits for
/// it. Thread-safe; usable beside System.Diagnostics.Process.
/// </para>
/// <para>
/// With <see cref="ChildProcessOptions.ParentDeathSignal"/> the program is started through setpriv(1), from one thread
/// that lives as long as this process: the kernel's death signal follows the thread that spawned. The program does not
/// begin before setpriv has set it: where this process dies earlier, the child ends without having run it.
/// </para>
/// <para>
/// To be held, for that signal, for limits and for a control group, the child begins as a shell, /bin/sh, which waits for this process and
/// then becomes the program. One of its descriptor numbers 3 to 9 must be free for the shell; <c>argv[0]</c> is the program's path where the
/// child's PATH is not this process's; bash as /bin/sh adds SHLVL and _ to its environment; and what cannot be told before execve(2)
/// (a script whose interpreter is missing), is said by the shell on standard error, with exit code 126 or 127.
/// </para>
/// </remarks>
public sealed partial class ChildProcess : IDisposable
{
    private readonly SafeFileDescriptor _processDescriptor;
    private readonly ChildReaper _reaper;
    private readonly Birth _birth;

    private ChildProcess(int processId, SafeFileDescriptor processDescriptor, Birth birth, Task mayReap, Task<ChildExitStatus?>? tracedExit)
    {
        Id = processId;
        _birth = birth;
        _processDescriptor = processDescriptor;
        _reaper = new ChildReaper(processId, processDescriptor, mayReap, tracedExit);
        ReaperQueue.Add(_reaper);
    }

    /// <summary>The child's pid. Once the child is reaped the kernel may give it to another process.</summary>
    public int Id { get; }

    /// <summary>Whether the child has ended and been reaped.</summary>
    public bool HasExited => _reaper.TryReap();

    /// <summary>Starts a program.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments after the program's name.</param>
    /// <inheritdoc cref="Start(ChildProcessOptions)"/>
    public static ChildProcess Start(string program, params IEnumerable<string> arguments) => Start(new ChildProcessOptions(program, arguments));

    /// <summary>Starts a program (posix_spawn(3)).</summary>
    /// <exception cref="SyscallException">ENOENT: no such program. ENOEXEC: not executable here. EAGAIN: too many processes. EMFILE: too many descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: no execute permission.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    /// <exception cref="PlatformNotSupportedException">A parent-death signal was asked for and there is no setpriv; or the child is to be held and there is no /bin/sh.</exception>
    public static ChildProcess Start(ChildProcessOptions options) => Start(options, Task.CompletedTask);

    /// <summary>Starts a program that is not reaped before a task has completed.</summary>
    internal static ChildProcess Start(ChildProcessOptions options, Task mayReap)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.NeedsHold)
            return StartHeld(options, static (_, _) => { }, mayReap, tracedExit: null);
        SigChildDisposition.EnsureReapable();
        Birth birth = new(options);
        int processId = Spawn.Start(options, birth.Mark);
        try
        {
            return new ChildProcess(processId, Open(processId), birth, mayReap, tracedExit: null);
        }
        catch
        {
            // A child that cannot be awaited would never be reaped: it is not kept.
            AbandonedChild.End(processId);
            throw;
        }
    }

    /// <summary>Starts a program whose first instruction waits until a function has returned, and which a tracer may reap.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="beforeFirstInstruction">Gets the pid, of a shell that then becomes the program (see <see cref="ChildGate"/>), and by how many execve(2). Where it throws the child is ended and reaped.</param>
    /// <param name="tracedExit">
    /// Completes with the status once the tracer has reaped the child, or with null once it has let go of it: then it is
    /// reaped as every child is. The kernel gives the status of a traced child to whichever thread asks first.
    /// </param>
    internal static ChildProcess StartHeld(ChildProcessOptions options, Action<int, int> beforeFirstInstruction, Task<ChildExitStatus?> tracedExit) =>
        StartHeld(options, beforeFirstInstruction, Task.CompletedTask, tracedExit);

    /// <summary>Waits until the child has ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the child goes on.</exception>
    /// <exception cref="SyscallException">ECHILD: something else reaped the child, so that its status is lost.</exception>
    public Task<ChildExitStatus> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        if (!_reaper.TryReap())
            _reaper.Watch();
        return _reaper.Exit.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until the child has ended.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The timeout passed; the child goes on.</exception>
    /// <inheritdoc cref="WaitForExitAsync"/>
    public ChildExitStatus WaitForExit(TimeSpan? timeout = null)
    {
        if (_reaper.Wait(Deadline.After(timeout)))
            return _reaper.Exit.GetAwaiter().GetResult();
        throw SyscallFailure.TimedOut("waitid", $"pid {Id}");
    }

    /// <summary>Ends the child with SIGKILL; nothing happens if it has ended already.</summary>
    /// <exception cref="SyscallException">EPERM: the child changed its user.</exception>
    public void Kill() => TrySendSignal(Signal.Kill);

    /// <summary>Sends a signal through the pidfd (pidfd_send_signal(2)), so that it can never hit another process.</summary>
    /// <returns>Whether there was still a child: false once it is reaped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not a signal.</exception>
    /// <exception cref="SyscallException">EPERM: the child changed its user.</exception>
    public bool TrySendSignal(Signal signal)
    {
        signal.ThrowIfInvalid(nameof(signal));
        Errno error = SendSignal(signal, flags: 0);
        if (error == default)
            return true;
        return error == Errno.ESRCH ? false : throw SyscallFailure.Create("pidfd_send_signal", $"pid {Id}", error);
    }

    /// <summary>Lets go of the child, which goes on and is still reaped when it ends.</summary>
    public void Dispose()
    {
        _reaper.LetGo();
        if (_birth.Group is { } group)
            _ = _reaper.Exit.ContinueWith(_ => group.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>pidfd_send_signal(2); the default value where it was sent.</summary>
    internal Errno SendSignal(Signal signal, uint flags)
    {
        int result = LibC.pidfd_send_signal(_processDescriptor, signal.Number, flags);
        Errno error = Errno.Last;
        return result == 0 ? default : error;
    }

    private static ChildProcess StartHeld(ChildProcessOptions options, Action<int, int> beforeFirstInstruction, Task mayReap, Task<ChildExitStatus?>? tracedExit)
    {
        ArgumentNullException.ThrowIfNull(options);
        SigChildDisposition.EnsureReapable();
        SafeFileDescriptor? processDescriptor = null;
        Birth birth = new(options);
        try
        {
            int processId = Spawn.StartHeld(options, birth.Mark, (held, executions) =>
            {
                // While it is held: a tracer may have reaped it as soon as it runs.
                processDescriptor = Open(held);
                birth.Group?.Add(held);
                beforeFirstInstruction(held, executions);
            });
            return new ChildProcess(processId, processDescriptor!, birth, mayReap, tracedExit);
        }
        catch
        {
            processDescriptor?.Dispose();
            birth.Group?.Dispose();
            throw;
        }
    }

    /// <summary>The pidfd of a child that is not reaped yet.</summary>
    private static SafeFileDescriptor Open(int processId)
    {
        int descriptor = LibC.pidfd_open(processId, 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw SyscallFailure.Create("pidfd_open", $"pid {processId}", error);
        var process = new SafeFileDescriptor(descriptor);
        try
        {
            // A child that could not be awaited would never be reaped.
            _ = Reactor.Shared;
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }
}
