namespace Causeway.Cli.Commands.Verbs;

/// <summary>What the verb is about does not exist: one line on standard error, exit code 1.</summary>
internal sealed class NothingThereException(string message) : Exception(message);
