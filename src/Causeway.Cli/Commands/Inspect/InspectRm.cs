using System.Globalization;
using Causeway.Cli.Commands.Inspect.Removal;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway rm</c>.</summary>
internal static class InspectRm
{
    private const string Name = "causeway rm";

    private static readonly VerbOption s_orphans = new("--orphans", Value: null, "what nobody uses any more, by the rules of causeway doctor, in place of OBJECT");
    private static readonly VerbOption s_under = new("--under", "DIR", "with --orphans: below DIR alone, FIFOs and sockets' files too; may be given several times") { Repeats = true };
    private static readonly VerbOption s_mine = new("--mine", Value: null, "with --orphans: those of whoever runs it alone");
    private static readonly VerbOption s_yes = new("--yes", Value: null, "do not ask");
    private static readonly VerbOption s_force = new("--force", Value: null, "also what is in use, or may be");

    private static readonly Verb s_verb = new("", ["[OBJECT...]"], "Removes objects, shows which and why, and asks before.", [s_orphans, s_under, s_mine, s_yes, s_force], Run);

    public static readonly VerbGroup Group = new("rm", "removes what is not used any more", [s_verb],
        $"""
        {InspectShow.Objects}
        What is in use is left alone (exit code 1) unless --force is given. Right before each removal it looks once more whether
        it is still the object that was shown, and not another of the same id or name. docs/inspection.md says what is left to chance.
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        bool orphans = arguments.Has(s_orphans);
        if (orphans == arguments.Operands.Count > 0)
            throw new UsageException(orphans ? "OBJECT and --orphans exclude each other" : "OBJECT or --orphans is missing");
        if (!orphans && (arguments.Has(s_under) || arguments.Has(s_mine)))
            throw new UsageException("--under and --mine belong to --orphans");
        StandardDescriptor.CheckOutput();
        IReadOnlyList<string> directories = arguments.Texts(s_under);
        RemovalPlan plan = new(arguments.Has(s_force), orphans, directories);
        using (plan)
        {
            plan.Choose(orphans ? Orphans(arguments, directories) : Typed(arguments));
            if (plan.Count == 0)
                return plan.ExitCode;
            if (!arguments.Has(s_yes) && !IsConfirmed(plan, interruption))
                return VerbRunner.NothingThere;
            plan.Remove();
            return plan.ExitCode;
        }
    }

    private static IEnumerable<IpcObject> Orphans(VerbArguments arguments, IReadOnlyList<string> directories)
    {
        string[] prefixes = [.. directories.Select(NamePlace.PrefixOf)];
        Inventory inventory = LeftBehind.Take(LeftBehind.Kinds, directories);
        BlindSpotLines.Write(inventory.Snapshot);
        uint own = IpcNamespace.Own();
        return inventory.Objects.Where(one => (one.Namespace == own || one is not (SysVObject or PosixQueueObject)) && LeftBehind.Why(inventory, one, DateTimeOffset.Now) is not null
            && (prefixes.Length == 0 || Array.Exists(prefixes, prefix => NamePlace.IsBelow(one, prefix)))
            && (!arguments.Has(s_mine) || one.UserId == Causeway.Sys.LibC.geteuid()));
    }

    private static List<IpcObject> Typed(VerbArguments arguments)
    {
        ObjectSelector[] selectors = [.. arguments.Operands.Select(ObjectSelector.Parse)];
        Inventory inventory = Inventory.Take(selectors.Select(static one => one.Kinds).Aggregate(static (one, other) => one.Union(other)));
        BlindSpotLines.Write(inventory.Snapshot);
        List<IpcObject> chosen = [];
        foreach ((ObjectSelector selector, string typed) in selectors.Zip(arguments.Operands))
        {
            IReadOnlyList<IpcObject> found = WithoutContents(selector.Find(inventory));
            if (found.Count > 1)
                throw new NothingThereException($"{PrintableText.Of(typed)} is {found.Count} objects, none of which was removed: {string.Join(' ', found.Select(ObjectFacts.IdOf))}");

            // What it is called where it was made need not be its name by now: the target looks whether the path is this object's.
            chosen.Add(selector.Path is { } path && found[0] is FifoObject or UnixSocketObject ? found[0] with { Name = path } : found[0]);
        }

        return [.. chosen.DistinctBy(static one => one.Id)];
    }

    /// <summary>A file with locks, or that is mapped, may be a FIFO or shared memory as well: that is what has a name to be removed.</summary>
    private static IReadOnlyList<IpcObject> WithoutContents(IReadOnlyList<IpcObject> found) =>
        found.Where(static one => one.Kind is not (IpcKind.FileLock or IpcKind.MappedFile)).ToArray() is { Length: > 0 } named ? named : found;

    private static bool IsConfirmed(RemovalPlan plan, Interruption interruption)
    {
        if (Console.IsInputRedirected)
        {
            VerbRunner.Say(Name, "nothing was removed: there is no terminal to ask at; see it with causeway ls, and give --yes");
            return false;
        }

        plan.Print();
        Console.Error.Write(plan.Count == 1 ? "remove it? [y/N] " : string.Create(CultureInfo.InvariantCulture, $"remove these {plan.Count}? [y/N] "));
        using StandardInput input = new(interruption.Token);
        return input.ReadLine() is { } line && line.Span.Trim(" \t\r"u8) is [(byte)'y' or (byte)'Y', ..];
    }
}
