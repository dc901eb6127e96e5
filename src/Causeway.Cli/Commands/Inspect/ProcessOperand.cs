using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>A process that was typed.</summary>
internal static class ProcessOperand
{
    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">That is no pid.</exception>
    public static int Parse(string typed) => VerbArguments.TryNumber(typed, out long id) && id is >= 1 and <= int.MaxValue
        ? (int)id
        : throw new UsageException($"PID {typed}: a process's number is needed");
}
