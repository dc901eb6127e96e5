namespace Causeway.Cli.Commands;

/// <summary>The command line asks for something that cannot be done: one line on standard error, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
