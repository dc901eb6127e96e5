namespace Causeway;

/// <summary>A command with pipes to it, as popen(3): of the shell, or of a program and its arguments without a shell.</summary>
/// <remarks>
/// <para>
/// A string goes to <c>/bin/sh -c</c>: never put text of others into it. The forms with an argument array start the
/// program itself, and nothing interprets the arguments.
/// </para>
/// <para>
/// With <see cref="OpenReadWrite(string, ShellCommandOptions?)"/>, or with standard error apart, read all that the command
/// writes while you write to it: a command that waits for room in one pipe reads nothing from the other.
/// </para>
/// <para>
/// Dispose closes the pipes and does not wait; the command is always reaped. <see cref="Close"/> waits, as pclose(3).
/// Members may be used from several threads; each pipe by one at a time.
/// </para>
/// </remarks>
public sealed class ShellCommand : IDisposable
{
    private readonly PipeWriteEnd? _input;
    private readonly PipeReadEnd? _output;
    private readonly PipeReadEnd? _error;

    private ShellCommand(ChildProcess process, PipeWriteEnd? input, PipeReadEnd? output, PipeReadEnd? error)
    {
        Process = process;
        _input = input;
        _output = output;
        _error = error;
    }

    /// <summary>The process: the shell, or the program.</summary>
    public ChildProcess Process { get; }

    /// <summary>Writes to the command's standard input; disposing it tells the command that no more comes.</summary>
    /// <exception cref="InvalidOperationException">Opened to read only: the command's standard input is this process's.</exception>
    public PipeWriteEnd Input => _input ?? throw new InvalidOperationException("The command was opened to read from it: its standard input is this process's; use OpenWrite or OpenReadWrite.");

    /// <summary>Reads the command's standard output.</summary>
    /// <exception cref="InvalidOperationException">Opened to write only: the command's standard output is this process's.</exception>
    public PipeReadEnd Output => _output ?? throw new InvalidOperationException("The command was opened to write to it: its standard output is this process's; use OpenRead or OpenReadWrite.");

    /// <summary>Reads the command's standard error.</summary>
    /// <exception cref="InvalidOperationException">Not opened with <see cref="ShellCommandOptions.SeparateError"/>.</exception>
    public PipeReadEnd Error => _error ?? throw new InvalidOperationException("The command's standard error is this process's; set ShellCommandOptions.SeparateError.");

    /// <summary>Starts a command of the shell and reads its output.</summary>
    /// <param name="command">What /bin/sh shall run.</param>
    /// <param name="options">null for the defaults.</param>
    /// <exception cref="ArgumentException">The command or program is empty, or something holds a NUL.</exception>
    /// <exception cref="SyscallException">ENOENT: no such program. EAGAIN: too many processes. EMFILE: too many descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: no execute permission.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    public static ShellCommand OpenRead(string command, ShellCommandOptions? options = null) =>
        Start(Shell(command), options, write: false, read: true);

    /// <summary>Starts a program without a shell and reads its output.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments after the program's name, each passed as it is.</param>
    /// <param name="options">null for the defaults.</param>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)"/>
    public static ShellCommand OpenRead(string program, IEnumerable<string> arguments, ShellCommandOptions? options = null) =>
        Start(new ChildProcessOptions(program, arguments), options, write: false, read: true);

    /// <summary>Starts a command of the shell and writes to its input.</summary>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)"/>
    public static ShellCommand OpenWrite(string command, ShellCommandOptions? options = null) =>
        Start(Shell(command), options, write: true, read: false);

    /// <summary>Starts a program without a shell and writes to its input.</summary>
    /// <inheritdoc cref="OpenRead(string, IEnumerable{string}, ShellCommandOptions?)"/>
    public static ShellCommand OpenWrite(string program, IEnumerable<string> arguments, ShellCommandOptions? options = null) =>
        Start(new ChildProcessOptions(program, arguments), options, write: true, read: false);

    /// <summary>Starts a command of the shell, writes to its input and reads its output.</summary>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)"/>
    public static ShellCommand OpenReadWrite(string command, ShellCommandOptions? options = null) =>
        Start(Shell(command), options, write: true, read: true);

    /// <summary>Starts a program without a shell, writes to its input and reads its output.</summary>
    /// <inheritdoc cref="OpenRead(string, IEnumerable{string}, ShellCommandOptions?)"/>
    public static ShellCommand OpenReadWrite(string program, IEnumerable<string> arguments, ShellCommandOptions? options = null) =>
        Start(new ChildProcessOptions(program, arguments), options, write: true, read: true);

    /// <summary>Closes the pipes and waits for the command's end (pclose(3)).</summary>
    /// <remarks>A command that still writes dies of SIGPIPE, unless it handles that. One that ignores the end of its input goes on.</remarks>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <exception cref="TimeoutException">The timeout passed; the command goes on.</exception>
    /// <exception cref="SyscallException">ECHILD: something else reaped the command, so that its status is lost.</exception>
    public ChildExitStatus Close(TimeSpan? timeout = null)
    {
        ClosePipes();
        return Process.WaitForExit(timeout);
    }

    /// <inheritdoc cref="Close"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command goes on.</exception>
    public Task<ChildExitStatus> CloseAsync(CancellationToken cancellationToken = default)
    {
        ClosePipes();
        return Process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for the command's end and leaves the pipes as they are: read its output first, it may wait for room.</summary>
    /// <inheritdoc cref="CloseAsync"/>
    public Task<ChildExitStatus> WaitForExitAsync(CancellationToken cancellationToken = default) => Process.WaitForExitAsync(cancellationToken);

    /// <summary>Closes the pipes and lets go of the command, which is reaped when it ends.</summary>
    public void Dispose()
    {
        ClosePipes();
        Process.Dispose();
    }

    private static ChildProcessOptions Shell(string command)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        return new ChildProcessOptions("/bin/sh", "-c", "--", command);
    }

    private static ShellCommand Start(ChildProcessOptions child, ShellCommandOptions? options, bool write, bool read)
    {
        options ??= new ShellCommandOptions();
        child.WorkingDirectory = options.WorkingDirectory;
        foreach ((string name, string? value) in options.Environment)
            child.Environment[name] = value;

        using var pipes = new ShellCommandPipes(child, write, read, options.SeparateError);
        ChildProcess process = ChildProcess.Start(child);
        return new ShellCommand(process, pipes.TakeInput(), pipes.TakeOutput(), pipes.TakeError());
    }

    private void ClosePipes()
    {
        _input?.Dispose();
        _output?.Dispose();
        _error?.Dispose();
    }
}
