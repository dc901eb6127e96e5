namespace Causeway.Cli.Commands.Verbs;

/// <summary>The command after <c>--</c>, started.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly ChildProcess _process;

    private RunningCommand(ChildProcess process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <exception cref="CommandNotRunException">It could not be started.</exception>
    public static RunningCommand Start(ChildProcessOptions options) => new(Explained(options.Program, () => ChildProcess.Start(options)));

    /// <summary>Starts it in whichever way.</summary>
    /// <inheritdoc cref="Start"/>
    public static T Explained<T>(string program, Func<T> start)
    {
        try
        {
            return start();
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT || e.Errno == Errno.ENOTDIR)
        {
            throw new CommandNotRunException(CommandNotRunException.NotFound, $"there is no command '{program}'");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or SyscallException { Errno.Name: "ENOEXEC" or "EISDIR" })
        {
            throw new CommandNotRunException(CommandNotRunException.NotExecutable, $"the command '{program}' cannot be run: {e.Message}");
        }
    }

    public void Dispose() => _process.Dispose();

    /// <summary>Waits for its end; a signal that asks this process to end goes on to it.</summary>
    /// <returns>Its exit code as a shell has it: 128+N where signal N ended it.</returns>
    /// <exception cref="OperationCanceledException">This process was asked to end, and the command has.</exception>
    public int WaitForExitCode(Interruption interruption)
    {
        ChildExitStatus status;
        try
        {
            status = _process.WaitForExitAsync(interruption.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            if (interruption.Signal is { } signal)
                _process.TrySendSignal(signal);
            _process.WaitForExit();
            throw;
        }

        return status.ExitCode ?? 128 + status.Signal!.Value.Number;
    }

    /// <summary>Waits for its end; signals that ask this process to end go on to it, and what it makes of them counts.</summary>
    /// <param name="interruption">The first such signal.</param>
    /// <param name="wholeTree">Kill what it left running.</param>
    /// <returns>Its exit code as a shell has it.</returns>
    public int WaitForOwnExitCode(Interruption interruption, bool wholeTree)
    {
        using (interruption.Token.Register(() => _process.TrySendSignal(interruption.Signal.GetValueOrDefault())))
        {
            int exitCode = _process.WaitForExit().ShellCode;
            if (wholeTree)
                _process.KillTree();
            return exitCode;
        }
    }
}
