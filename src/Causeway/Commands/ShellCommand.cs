using Causeway.Commands;
using Causeway.Sys;

namespace Causeway;

/// <summary>A command with pipes to it, as popen(3): of the shell, of a program and its arguments without a shell, or a pipeline of several.</summary>
/// <remarks>
/// <para>
/// A string goes to <c>/bin/sh -c</c>: never put text of others into it. The forms with an argument array start the
/// program itself, and nothing interprets the arguments.
/// </para>
/// <para>
/// With <see cref="OpenReadWrite(string, ShellCommandOptions?)"/>, or with standard error apart, read all that the command
/// writes while you write to it: a command that waits for room in one pipe reads nothing from the other.
/// <see cref="CommunicateAsync"/> and the Run forms do.
/// </para>
/// <para>
/// Dispose closes the pipes and does not wait; the processes are always reaped. <see cref="Close"/> waits, as pclose(3).
/// Members may be used from several threads; each pipe by one at a time.
/// </para>
/// </remarks>
public sealed partial class ShellCommand : IDisposable
{
    private readonly CommandProcesses _processes;
    private readonly PipeWriteEnd? _input;
    private readonly PipeReadEnd? _output;
    private readonly PipeReadEnd? _error;
    private readonly bool _killOnDispose;
    private int _disposed;

    private ShellCommand(CommandParts parts, bool killOnDispose)
    {
        (_processes, _input, _output, _error) = parts;
        _killOnDispose = killOnDispose;
    }

    /// <summary>The process: the shell, or the program; of a pipeline the last.</summary>
    public ChildProcess Process => _processes.All[^1];

    /// <summary>The processes in the order of the pipeline.</summary>
    public IReadOnlyList<ChildProcess> Processes => _processes.All;

    /// <summary>Writes to the (first) command's standard input; disposing it tells the command that no more comes.</summary>
    /// <exception cref="InvalidOperationException">Opened to read only: the command's standard input is this process's.</exception>
    public PipeWriteEnd Input => _input ?? throw new InvalidOperationException("The command was opened to read from it: its standard input is this process's; use OpenWrite or OpenReadWrite.");

    /// <summary>Reads the (last) command's standard output.</summary>
    /// <remarks>The end comes when every process that has the other end has closed it: also one that the command left in the background.</remarks>
    /// <exception cref="InvalidOperationException">Opened to write only: the command's standard output is this process's.</exception>
    public PipeReadEnd Output => _output ?? throw new InvalidOperationException("The command was opened to write to it: its standard output is this process's; use OpenRead or OpenReadWrite.");

    /// <summary>Reads the standard error of all commands.</summary>
    /// <exception cref="InvalidOperationException">Not opened with <see cref="StandardErrorMode.Separate"/>.</exception>
    public PipeReadEnd Error => _error ?? throw new InvalidOperationException("The command's standard error does not come apart: set ShellCommandOptions.StandardError to Separate.");

    /// <summary>Closes the pipes and waits for the command's end (pclose(3)).</summary>
    /// <remarks>A command that still writes dies of SIGPIPE, unless it handles that. One that ignores the end of its input goes on.</remarks>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The timeout passed; the command goes on: see <see cref="Kill"/>.</exception>
    /// <exception cref="SyscallException">ECHILD: something else reaped the command, so that its status is lost.</exception>
    public ShellCommandStatus Close(TimeSpan? timeout = null)
    {
        var deadline = Deadline.After(timeout);
        ClosePipes();
        return new ShellCommandStatus([.. Processes.Select(process => process.WaitForExit(deadline.IsInfinite ? null : deadline.Remaining))]);
    }

    /// <inheritdoc cref="Close"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command goes on: see <see cref="Kill"/>.</exception>
    public Task<ShellCommandStatus> CloseAsync(CancellationToken cancellationToken = default)
    {
        ClosePipes();
        return WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for the end of all commands and leaves the pipes as they are: read their output first, they may wait for room.</summary>
    /// <inheritdoc cref="CloseAsync"/>
    public Task<ShellCommandStatus> WaitForExitAsync(CancellationToken cancellationToken = default) => _processes.WaitForExitAsync(cancellationToken);

    /// <summary>Ends all commands with SIGKILL, and what they started where they have a process group of their own; nothing happens if all have ended.</summary>
    /// <inheritdoc cref="TrySendSignal"/>
    public void Kill() => TrySendSignal(Signal.Kill);

    /// <summary>Sends a signal to every command of the pipeline; with <see cref="ShellCommandOptions.OwnProcessGroup"/> to the whole process group too.</summary>
    /// <returns>Whether there was still one to get it.</returns>
    /// <remarks>
    /// A command that left the group (setsid(1)) gets the signal itself; what it started there does not.
    /// Before Linux 6.9 a group of which only processes are left that the commands started is not reached: nothing tells
    /// there whether the group is still the same.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not a signal.</exception>
    /// <exception cref="SyscallException">EPERM: one of the commands changed its user. The others got the signal.</exception>
    public bool TrySendSignal(Signal signal) => _processes.TrySendSignal(signal);

    /// <summary>Closes the pipes and lets go of the command, which is reaped when it ends; with <see cref="ShellCommandOptions.KillOnDispose"/> kills it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (_killOnDispose)
            _processes.KillOrLeave();
        ClosePipes();
        _processes.Dispose();
    }

    private void ClosePipes()
    {
        _input?.Dispose();
        _output?.Dispose();
        _error?.Dispose();
    }
}
