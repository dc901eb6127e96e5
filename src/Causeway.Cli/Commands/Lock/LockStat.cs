using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Lock;

/// <summary><c>causeway lock stat</c>.</summary>
internal static class LockStat
{
    public static readonly Verb Verb = new("stat", ["FILE"], "Shows whether a file is locked, by whom, and who waits.", [ObjectDescription.Json], Run)
    {
        Notes = "It looks without opening the file: nobody's lock is lost, and none is made.",
    };

    /// <summary>The locks of a file.</summary>
    /// <exception cref="NothingThereException">There is no such file.</exception>
    public static IReadOnlyList<FileLockEntry> ListOf(string file)
    {
        try
        {
            return FileLocks.ListOf(file);
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            throw new NothingThereException($"there is no file {file}");
        }
    }

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        IReadOnlyList<FileLockEntry> locks = ListOf(arguments.Operands[0]);
        FileLockEntry[] waiters = [.. locks.SelectMany(one => one.Waiters)];
        ObjectDescription.Write(arguments.Has(ObjectDescription.Json),
            new("file", arguments.Operands[0]), new("locks", locks.Count), new("holders", ProcessesOf(locks)),
            new("waiting", waiters.Length), new("waiters", ProcessesOf(waiters)));
        return 0;
    }

    private static string? ProcessesOf(IEnumerable<FileLockEntry> entries) =>
        string.Join(' ', entries.SelectMany(one => one.ProcessIds).Distinct().Order()) is { Length: > 0 } text ? text : null;
}
