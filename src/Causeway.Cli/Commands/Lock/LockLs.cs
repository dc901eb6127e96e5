using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Lock;

/// <summary><c>causeway lock ls</c>.</summary>
internal static class LockLs
{
    public static readonly Verb Verb = new("ls", ["[FILE]"], "Lists who has locks and who waits for them, of FILE or of the machine.",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run)
    {
        Notes = "Processes are those whose /proc/PID/fdinfo this user may read; length - is to the end, however the file grows.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        IEnumerable<FileLockEntry> locks = arguments.Operands is [var file] ? LockStat.ListOf(file) : FileLocks.List();
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. locks.SelectMany(RowsOf)]);
        return 0;
    }

    private static IEnumerable<Fact[]> RowsOf(FileLockEntry held) => [FactsOf(held, "held"), .. held.Waiters.Select(waiter => FactsOf(waiter, "waits"))];

    private static Fact[] FactsOf(FileLockEntry one, string state) =>
    [
        new("state", state), new("kind", KindOf(one.Kind)), new("mode", one.Mode == FileLockMode.Shared ? "shared" : "exclusive"),
        new("start", one.Range.Start), new("length", one.Range.Length),
        new("processes", one.ProcessIds is [] ? null : string.Join(' ', one.ProcessIds)), new("path", one.Path), new("inode", (long)one.Inode),
    ];

    private static string KindOf(FileLockKind kind) => kind switch
    {
        FileLockKind.Flock => "flock",
        FileLockKind.Posix => "record",
        FileLockKind.OpenFileDescription => "ofd",
        FileLockKind.Lease => "lease",
        _ => "other",
    };
}
