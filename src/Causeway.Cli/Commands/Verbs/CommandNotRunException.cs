namespace Causeway.Cli.Commands.Verbs;

/// <summary>The command after <c>--</c> could not be started, with the exit code that shells and env(1) have for the reason.</summary>
internal sealed class CommandNotRunException(int exitCode, string message) : Exception(message)
{
    /// <summary>It exists and cannot be run.</summary>
    public const int NotExecutable = 126;

    /// <summary>There is no such command.</summary>
    public const int NotFound = 127;

    public int ExitCode => exitCode;
}
