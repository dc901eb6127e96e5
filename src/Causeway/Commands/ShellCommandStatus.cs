namespace Causeway;

/// <summary>How a <see cref="ShellCommand"/> ended: each of its commands, and the whole as a shell would say it.</summary>
/// <remarks>
/// <see cref="ExitCode"/>, <see cref="Signal"/> and <see cref="IsSuccess"/> are of the last command, which is the status of a
/// pipeline in the shell; <see cref="WithPipefail"/> is its status after <c>set -o pipefail</c>.
/// </remarks>
public sealed class ShellCommandStatus
{
    private readonly ChildExitStatus[] _commands;

    internal ShellCommandStatus(ChildExitStatus[] commands) => _commands = commands;

    /// <summary>The status of each command, in the order of the pipeline (PIPESTATUS of bash).</summary>
    public IReadOnlyList<ChildExitStatus> Commands => _commands;

    /// <summary>The status of the last command.</summary>
    public ChildExitStatus Last => _commands[^1];

    /// <summary>
    /// The status of the last command that did not succeed; that of the last where all did. A command that SIGPIPE ended,
    /// because the next one had read enough, did not succeed.
    /// </summary>
    public ChildExitStatus WithPipefail => _commands.LastOrDefault(static one => !one.IsSuccess, Last);

    /// <summary>The exit code of the last command, 0 to 255; null where a signal ended it.</summary>
    public int? ExitCode => Last.ExitCode;

    /// <summary>The signal that ended the last command; null where it exited.</summary>
    public Signal? Signal => Last.Signal;

    /// <summary>Whether the last command exited with code 0.</summary>
    public bool IsSuccess => Last.IsSuccess;

    /// <summary>The status of each command, joined by <c> | </c>.</summary>
    public override string ToString() => string.Join(" | ", _commands);
}
