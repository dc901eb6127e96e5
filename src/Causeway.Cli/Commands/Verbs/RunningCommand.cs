using System.Diagnostics;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>The command after <c>--</c>, started.</summary>
internal sealed class RunningCommand : IDisposable
{
    private static readonly Signal s_quit = new(3);
    private readonly ChildProcess _process;
    private long _toldAt;

    private RunningCommand(ChildProcess process) => _process = process;

    /// <summary>Whether it has ended, or is about to (see <see cref="EndingProcess"/>).</summary>
    public bool IsEnding => EndingProcess.Is(_process.Id) || _process.HasExited;

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

    /// <summary>Waits for its end; every signal that asks this process to end goes on to it, and what it makes of them counts. Nothing is waited for after it.</summary>
    /// <returns>Its exit code as a shell has it: 128+N where signal N ended it.</returns>
    public int WaitForExitCode(Interruption interruption) => WaitForExit(interruption).ShellCode;

    /// <inheritdoc cref="WaitForExitCode"/>
    /// <returns>How it ended.</returns>
    public ChildExitStatus WaitForExit(Interruption interruption)
    {
        Signal? last = null;
        ChildExitStatus status;
        using (interruption.Forward(SendOn))
            status = _process.WaitForExit();
        if (last is { } signal)
            interruption.Begin(signal);
        return status;

        void SendOn(Signal signal)
        {
            last = signal;
            TrySendOn(_process, signal);
        }
    }

    /// <summary>Waits for its end; every signal that asks this process to end goes on to it, and what it makes of them counts.</summary>
    /// <param name="interruption">Those signals.</param>
    /// <param name="wholeTree">Kill what it left running: this process adopts it, and has no other children. A second SIGTERM then ends a command that did not heed the first.</param>
    /// <returns>Its exit code as a shell has it.</returns>
    public int WaitForOwnExitCode(Interruption interruption, bool wholeTree)
    {
        int exitCode;
        using (interruption.Forward(signal => SendOn(signal, wholeTree)))
            exitCode = _process.WaitForExit().ShellCode;
        if (wholeTree)
            ChildProcess.KillOrphans();
        return exitCode;
    }

    /// <summary>Hands a signal that asks this process to end on to a command, unless the terminal has told it as well.</summary>
    /// <returns>Whether it knows: false where it has ended, or is another user's.</returns>
    public static bool TrySendOn(ChildProcess command, Signal signal)
    {
        bool isKey = signal == Signal.Int || signal == s_quit;
        if (isKey && !command.HasExited && TerminalGroup.HasToldToo(command.Id))
            return true;
        try
        {
            return command.TrySendSignal(signal);
        }
        catch (SyscallException)
        {
            // EPERM: it runs as another user now, as sudo(8) does, and who sent the signal has to ask that one.
            return false;
        }
    }

    private void SendOn(Signal signal, bool wholeTree)
    {
        if (wholeTree && signal == Signal.Term)
        {
            long now = Stopwatch.GetTimestamp();
            if (_toldAt != 0 && Stopwatch.GetElapsedTime(_toldAt, now) > Interruption.SameWish)
                signal = Signal.Kill;
            else if (_toldAt == 0)
                _toldAt = now;
        }

        TrySendOn(_process, signal);
    }
}
