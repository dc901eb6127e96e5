using System.IO.Enumeration;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway ls</c>.</summary>
internal static class InspectLs
{
    private static readonly VerbOption s_pid = new("--pid", "PID", "what this process has an end of; may be given several times") { Repeats = true };
    private static readonly VerbOption s_user = new("--user", "USER", "what is this user's, or a process of this user's has an end of; a name or a number");
    private static readonly VerbOption s_mine = new("--mine", Value: null, "the same of whoever runs it");
    private static readonly VerbOption s_name = new("--name", "GLOB", "what has such a name; * and ? stand for what they do in a shell, but * for slashes too");
    private static readonly VerbOption s_orphan = new("--orphan", Value: null, "what nobody uses any more, by the rules of causeway doctor");
    private static readonly VerbOption s_under = new("--under", "DIR", "what has its name below DIR, also in /dev/shm and /dev/mqueue; FIFOs and sockets' files there that nobody has, too");
    private static readonly VerbOption s_sort = new("--sort", "COLUMN", "by this column; by id unless given");
    private static readonly VerbOption s_reverse = new("--reverse", Value: null, "the other way round");
    private static readonly VerbOption s_columns = new("--columns", "A,B", "these columns");
    private static readonly VerbOption s_ends = new("--ends", Value: null, "with --json: each end in full, in place of their number");
    private static readonly VerbOption s_csv = new("--csv", Value: null, "comma-separated values, a line of names first");

    private static readonly Verb s_verb = new("", ["[KIND...]"], "Lists what processes of this machine communicate by, an object a line.",
        [s_pid, s_user, s_mine, s_name, s_orphan, s_under, s_sort, s_reverse, s_columns, ObjectDescription.Json with { Help = "one JSON object a line, with all that is known" }, s_ends, s_csv], Run);

    public static readonly VerbGroup Group = new("ls", "what processes communicate by", [s_verb],
        $"""
        KIND is one or more of these, all unless given:
          {KindWords.All.Replace(" futex", "\n  futex", StringComparison.Ordinal)}
        Columns: {string.Join(' ', ObjectColumn.All.Select(static column => column.Name))}.
        What is listed under id is what causeway show and causeway rm take. What this user may not see is said on standard error.
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        arguments.AllowOneOf(ObjectDescription.Json, s_csv);
        if (arguments.Has(s_ends) && !arguments.Has(ObjectDescription.Json))
            throw new UsageException("--ends is for --json");
        arguments.AllowOneOf(s_user, s_mine);
        HashSet<string>? words = KindWords.Parse(arguments.Operands);
        ObjectColumn[] columns = ObjectColumn.Parse(arguments.Text(s_columns));
        ObjectColumn sort = ObjectColumn.Find(arguments.Text(s_sort) ?? ObjectColumn.All[0].Name);
        int[] pids = [.. arguments.Texts(s_pid).Select(ProcessOperand.Parse)];
        Func<Inventory, IpcObject, bool> filter = FilterOf(arguments, words, pids);
        StandardDescriptor.CheckOutput();
        string? directory = arguments.Text(s_under);
        string[] directories = directory is null ? [] : [directory];
        InspectionDetails details = DetailsOf(arguments, [.. columns, sort]);
        Inventory inventory = arguments.Has(s_orphan) ? LeftBehind.Take(KindWords.KindsOf(words), directories, details) : Inventory.Take(KindWords.KindsOf(words), directories, details);
        foreach (int pid in pids)
            ProcessOperand.Find(inventory.Snapshot, pid);
        List<IpcObject> objects = [];
        foreach (IpcObject one in inventory.Objects)
        {
            if (filter(inventory, one))
                objects.Add(one);
        }

        objects = sort.Order(inventory, objects);
        if (arguments.Has(s_reverse))
            objects.Reverse();
        Write(arguments, inventory, columns, objects);
        BlindSpotLines.Write(inventory.Snapshot);
        return 0;
    }

    /// <summary>JSON has all that is known.</summary>
    private static InspectionDetails DetailsOf(VerbArguments arguments, ObjectColumn[] columns)
    {
        InspectionDetails details = arguments.Has(ObjectDescription.Json) ? InspectionDetails.Contents : InspectionDetails.None;
        foreach (ObjectColumn column in columns)
            details |= column.Details;
        return details;
    }

    private static void Write(VerbArguments arguments, Inventory inventory, ObjectColumn[] columns, List<IpcObject> objects)
    {
        if (arguments.Has(ObjectDescription.Json))
        {
            ObjectList.Write(json: true, [.. objects.Select(one => ObjectFacts.ForList(inventory, one, arguments.Has(s_ends)))]);
            return;
        }

        Fact[][] rows = new Fact[objects.Count][];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = ObjectColumn.RowOf(columns, inventory, objects[row]);
        if (arguments.Has(s_csv))
            CsvTable.Write(columns.Select(static column => column.Name), rows);
        else
            ObjectList.Write(json: false, rows);
    }

    private static Func<Inventory, IpcObject, bool> FilterOf(VerbArguments arguments, HashSet<string>? words, int[] pids)
    {
        List<Func<Inventory, IpcObject, bool>> all = [];
        if (words is not null)
            all.Add((_, one) => words.Contains(KindWords.Of(one)));
        if (pids.Length > 0)
        {
            all.Add((inventory, one) => inventory.EndsOf(one).Any(end => pids.Contains(end.Process.Id)));
        }
        else
        {
            all.Add((inventory, one) => !inventory.IsOwn(one));
        }

        if (UserOf(arguments) is { } user)
            all.Add((inventory, one) => one.UserId == user || inventory.EndsOf(one).Any(end => end.Process.UserId == user));
        if (arguments.Text(s_name) is { } glob)
            all.Add((_, one) => one.Name is { } name && FileSystemName.MatchesSimpleExpression(glob.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: false));
        if (arguments.Text(s_under) is { } directory)
        {
            string prefix = NamePlace.PrefixOf(directory);
            all.Add((_, one) => NamePlace.IsBelow(one, prefix));
        }

        if (arguments.Has(s_orphan))
            all.Add((inventory, one) => LeftBehind.Why(inventory, one, DateTimeOffset.Now) is not null);
        return (inventory, one) => all.TrueForAll(holds => holds(inventory, one));
    }

    private static uint? UserOf(VerbArguments arguments) =>
        arguments.Has(s_mine) ? Causeway.Sys.LibC.geteuid() : arguments.Text(s_user) is { } user ? UserNames.Parse(user) : null;
}
