using Causeway.Commands;

namespace Causeway;

/// <content>Starting with pipes left open.</content>
public sealed partial class ShellCommand
{
    /// <summary>Starts a command of the shell and reads its output.</summary>
    /// <param name="command">What /bin/sh shall run. Where the shell finds no such command, its exit code is 127; where that cannot be executed, 126.</param>
    /// <param name="options">null for the defaults.</param>
    /// <exception cref="ArgumentException">The command or program is empty, something holds a NUL, or <see cref="ShellCommandOptions.StandardError"/> is no value of its type.</exception>
    /// <exception cref="SyscallException">ENOENT: no such program. EAGAIN: too many processes. EMFILE: too many descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: no execute permission.</exception>
    /// <exception cref="DirectoryNotFoundException">The working directory does not exist.</exception>
    public static ShellCommand OpenRead(string command, ShellCommandOptions? options = null) =>
        OpenRead([CommandStage.Shell(command)], options);

    /// <summary>Starts a program without a shell and reads its output.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments after the program's name, each passed as it is.</param>
    /// <param name="options">null for the defaults.</param>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)"/>
    public static ShellCommand OpenRead(string program, IEnumerable<string> arguments, ShellCommandOptions? options = null) =>
        OpenRead([CommandStage.Program(program, arguments)], options);

    /// <summary>Starts a pipeline, where each command reads what the one before it writes, and reads the output of the last.</summary>
    /// <param name="stages">One or more. All run at once; where one cannot be started, the others are killed.</param>
    /// <param name="options">null for the defaults.</param>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)"/>
    public static ShellCommand OpenRead(IReadOnlyList<CommandStage> stages, ShellCommandOptions? options = null) =>
        Start(stages, options, write: false, read: true);

    /// <summary>Starts a command of the shell and writes to its input.</summary>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)"/>
    public static ShellCommand OpenWrite(string command, ShellCommandOptions? options = null) =>
        OpenWrite([CommandStage.Shell(command)], options);

    /// <summary>Starts a program without a shell and writes to its input.</summary>
    /// <inheritdoc cref="OpenRead(string, IEnumerable{string}, ShellCommandOptions?)"/>
    public static ShellCommand OpenWrite(string program, IEnumerable<string> arguments, ShellCommandOptions? options = null) =>
        OpenWrite([CommandStage.Program(program, arguments)], options);

    /// <summary>Starts a pipeline and writes to the input of its first command.</summary>
    /// <inheritdoc cref="OpenRead(IReadOnlyList{CommandStage}, ShellCommandOptions?)"/>
    public static ShellCommand OpenWrite(IReadOnlyList<CommandStage> stages, ShellCommandOptions? options = null) =>
        Start(stages, options, write: true, read: false);

    /// <summary>Starts a command of the shell, writes to its input and reads its output.</summary>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)"/>
    public static ShellCommand OpenReadWrite(string command, ShellCommandOptions? options = null) =>
        OpenReadWrite([CommandStage.Shell(command)], options);

    /// <summary>Starts a program without a shell, writes to its input and reads its output.</summary>
    /// <inheritdoc cref="OpenRead(string, IEnumerable{string}, ShellCommandOptions?)"/>
    public static ShellCommand OpenReadWrite(string program, IEnumerable<string> arguments, ShellCommandOptions? options = null) =>
        OpenReadWrite([CommandStage.Program(program, arguments)], options);

    /// <summary>Starts a pipeline, writes to the input of its first command and reads the output of its last.</summary>
    /// <inheritdoc cref="OpenRead(IReadOnlyList{CommandStage}, ShellCommandOptions?)"/>
    public static ShellCommand OpenReadWrite(IReadOnlyList<CommandStage> stages, ShellCommandOptions? options = null) =>
        Start(stages, options, write: true, read: true);

    private static ShellCommand Start(IReadOnlyList<CommandStage> stages, ShellCommandOptions? options, bool write, bool read, bool ownGroup = false)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (stages.Count == 0 || stages.Contains(null!))
            throw new ArgumentException("A pipeline has one command or more, and none of them is null.", nameof(stages));
        options ??= new ShellCommandOptions();
        if (!Enum.IsDefined(options.StandardError))
            throw new ArgumentOutOfRangeException(nameof(options), options.StandardError, "StandardError is Inherit, Separate or Merge.");
        return new ShellCommand(PipelineStart.Run(stages, options, write, read, options.OwnProcessGroup ?? ownGroup), options.KillOnDispose);
    }
}
