using System.Globalization;
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

    /// <summary>The process of a snapshot.</summary>
    /// <exception cref="NothingThereException">There is none.</exception>
    public static InspectedProcess Find(InspectionSnapshot snapshot, int id) => snapshot.FindProcess(id)
        ?? throw new NothingThereException(string.Create(CultureInfo.InvariantCulture, $"no such process: {id} (the kernel's own threads are not looked at)"));
}
