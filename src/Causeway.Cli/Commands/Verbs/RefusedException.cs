namespace Causeway.Cli.Commands.Verbs;

/// <summary>A call was refused, for a reason that the message gives in the command's own words: exit code 2.</summary>
internal sealed class RefusedException(string message) : IOException(message);
