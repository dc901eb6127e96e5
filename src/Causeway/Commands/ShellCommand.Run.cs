using Causeway.Sys;

namespace Causeway;

/// <content>All input in, all output out.</content>
public sealed partial class ShellCommand
{
    /// <summary>Runs a command of the shell to its end: see <see cref="CommunicateAsync"/>.</summary>
    /// <param name="command">What /bin/sh shall run.</param>
    /// <param name="input">All of its standard input.</param>
    /// <param name="options">null for the defaults, with a process group of its own.</param>
    /// <param name="cancellationToken">Kills the command with all that it started.</param>
    /// <inheritdoc cref="OpenRead(string, ShellCommandOptions?)" path="/exception"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command is killed and reaped.</exception>
    public static Task<ShellCommandResult> RunAsync(string command, ReadOnlyMemory<byte> input = default, ShellCommandOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync([CommandStage.Shell(command)], input, options, cancellationToken);

    /// <summary>Runs a program without a shell to its end: see <see cref="CommunicateAsync"/>.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments after the program's name, each passed as it is.</param>
    /// <param name="input">All of its standard input.</param>
    /// <param name="options">null for the defaults, with a process group of its own.</param>
    /// <param name="cancellationToken">Kills the command with all that it started.</param>
    /// <inheritdoc cref="RunAsync(string, ReadOnlyMemory{byte}, ShellCommandOptions?, CancellationToken)" path="/exception"/>
    public static Task<ShellCommandResult> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default, ShellCommandOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync([CommandStage.Program(program, arguments)], input, options, cancellationToken);

    /// <summary>Runs a pipeline to its end: see <see cref="CommunicateAsync"/>.</summary>
    /// <param name="stages">One command or more.</param>
    /// <param name="input">All of the first command's standard input.</param>
    /// <param name="options">null for the defaults, with a process group of its own.</param>
    /// <param name="cancellationToken">Kills all commands with all that they started.</param>
    /// <inheritdoc cref="RunAsync(string, ReadOnlyMemory{byte}, ShellCommandOptions?, CancellationToken)" path="/exception"/>
    public static async Task<ShellCommandResult> RunAsync(IReadOnlyList<CommandStage> stages, ReadOnlyMemory<byte> input = default, ShellCommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ShellCommand command = Start(stages, options, write: true, read: true, ownGroup: true);
        return await command.CommunicateAsync(input, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a command of the shell to its end: see <see cref="Communicate"/>.</summary>
    /// <param name="command">What /bin/sh shall run.</param>
    /// <param name="input">All of its standard input.</param>
    /// <param name="options">null for the defaults, with a process group of its own.</param>
    /// <param name="timeout">When the command is killed with all that it started; null: never.</param>
    /// <param name="cancellationToken">Kills it too.</param>
    /// <inheritdoc cref="RunAsync(string, ReadOnlyMemory{byte}, ShellCommandOptions?, CancellationToken)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The timeout passed; the command is killed and reaped.</exception>
    public static ShellCommandResult Run(string command, ReadOnlyMemory<byte> input = default, ShellCommandOptions? options = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Run([CommandStage.Shell(command)], input, options, timeout, cancellationToken);

    /// <summary>Runs a program without a shell to its end: see <see cref="Communicate"/>.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments after the program's name, each passed as it is.</param>
    /// <param name="input">All of its standard input.</param>
    /// <param name="options">null for the defaults, with a process group of its own.</param>
    /// <param name="timeout">When the command is killed with all that it started; null: never.</param>
    /// <param name="cancellationToken">Kills it too.</param>
    /// <inheritdoc cref="Run(string, ReadOnlyMemory{byte}, ShellCommandOptions?, TimeSpan?, CancellationToken)" path="/exception"/>
    public static ShellCommandResult Run(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default, ShellCommandOptions? options = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Run([CommandStage.Program(program, arguments)], input, options, timeout, cancellationToken);

    /// <summary>Runs a pipeline to its end: see <see cref="Communicate"/>.</summary>
    /// <param name="stages">One command or more.</param>
    /// <param name="input">All of the first command's standard input.</param>
    /// <param name="options">null for the defaults, with a process group of its own.</param>
    /// <param name="timeout">When all commands are killed with all that they started; null: never.</param>
    /// <param name="cancellationToken">Kills them too.</param>
    /// <inheritdoc cref="Run(string, ReadOnlyMemory{byte}, ShellCommandOptions?, TimeSpan?, CancellationToken)" path="/exception"/>
    public static ShellCommandResult Run(IReadOnlyList<CommandStage> stages, ReadOnlyMemory<byte> input = default, ShellCommandOptions? options = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        using ShellCommand command = Start(stages, options, write: true, read: true, ownGroup: true);
        return command.CommunicateUntil(deadline, input, cancellationToken);
    }
}
