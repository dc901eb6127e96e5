using System.Collections.Immutable;
using System.Globalization;
using Causeway.Cli.Output;
using Causeway.Inspection;
using Causeway.Inspection.Waiting;

namespace Causeway.Cli.Commands.Inspect.Why;

/// <summary>A chain of waits for people: each wait a line, who can end it below, and what that one waits for below that. It fits a screen, however many wait.</summary>
internal sealed class WaitChainText
{
    /// <summary>A screen has 24 lines: the rest is for what is left out, and for the shell.</summary>
    private const int MostLines = 20;
    private const int MostThreads = 4;
    private const int MostHolders = 6;
    private const int MostChains = 3;
    private const int MostCycles = 2;

    /// <summary>Characters of a command line or a name.</summary>
    private const int MostText = 120;

    private readonly WaitChain _chain;
    private readonly HashSet<int> _told = [];
    private readonly List<string> _lines = [];

    private WaitChainText(WaitChain chain) => _chain = chain;

    private bool IsFull => _lines.Count >= MostLines;

    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(WaitChain chain, InspectedProcess process)
    {
        WaitChainText text = new(chain);
        text.Tell(process);
        return text._lines;
    }

    private void Tell(InspectedProcess process)
    {
        IpcWait[] waits = [.. _chain.WaitsOf(process)];
        string command = process.CommandLine is { } line ? $": {Printable(line)}" : "";
        Add(0, $"{NameOf(process)}{command}");
        Add(0, waits.Length == 0 ? $"  {StateOf(process)}" : Text($"  {waits.Length} of {process.Threads} {(process.Threads == 1 ? "thread sleeps" : "threads sleep")}{(HaltOf(process) is { } halt ? $", but it {halt}" : "")}"));
        List<InspectedProcess> processes = _chain.From(process);
        TellCycles(process, [.. _chain.DeadlocksOf(processes)], isCertain: true);
        TellCycles(process, [.. _chain.PossibleDeadlocksOf(processes)], isCertain: false);
        _told.Add(process.Id);
        IpcWait[] busy = [.. waits.Where(wait => !_chain.IsIdle(wait)).OrderByDescending(_chain.IsSuspected).ThenByDescending(_chain.Leads)];
        for (int index = 0; index < busy.Length; index++)
        {
            if (!IsFull)
                TellWait(busy[index], 0);
            if (IsFull && index + 1 < busy.Length)
            {
                End(Text($"and {busy.Length - index - 1} more {Plural(busy.Length - index - 1, "thread")} of it"));
                break;
            }
        }

        TellIdle(waits);
        if (processes.Count(one => !_told.Contains(one.Id)) is var left and > 0 && IsFull)
            End(Text($"and {left} more {Plural(left, "process", "processes")} behind these; causeway why {process.Id} --json has them all"));
    }

    private void TellCycles(InspectedProcess process, ImmutableArray<IpcWait>[] cycles, bool isCertain)
    {
        foreach (ImmutableArray<IpcWait> cycle in cycles.OrderByDescending(cycle => cycle.Any(wait => wait.Process.Id == process.Id)).Take(MostCycles))
        {
            bool isIn = cycle.Any(wait => wait.Process.Id == process.Id);
            string what = (isCertain, isIn) switch
            {
                (true, true) => "DEADLOCK",
                (true, false) => "There is a deadlock behind it",
                (false, true) => "possible deadlock",
                _ => "There is a possible deadlock behind it",
            };
            IEnumerable<string> names = cycle.Take(MostHolders).Select(static wait => NameOf(wait.Process));
            if (cycle.Length > MostHolders)
                names = names.Append(Text($"{cycle.Length - MostHolders} more, the last of which"));
            Add(0, $"{what}: {string.Join(" waits for ", names.Append(NameOf(cycle[0].Process)))}");
        }

        if (cycles.Length > MostCycles)
            Add(0, Text($"and {cycles.Length - MostCycles} more"));
    }

    /// <summary>Threads that wait alike are one line.</summary>
    private void TellIdle(IpcWait[] waits)
    {
        IGrouping<(string Call, string Awaited), IpcWait>[] groups = [.. waits.Where(_chain.IsIdle).GroupBy(static wait => (wait.Call, wait.Awaited))];
        foreach (IGrouping<(string Call, string Awaited), IpcWait> idle in groups.Take(MostThreads))
        {
            IpcWait[] alike = [.. idle];
            End(alike is [var only]
                ? Text($"thread {only.ThreadId} in {only.Call}{TimeOf(only)}{(only.IsTimed ? ", with a timeout" : "")}: waits for {Printable(only.Awaited)}")
                : Text($"{alike.Length} threads in {idle.Key.Call}: wait for {Printable(idle.Key.Awaited)}"));
        }

        if (groups.Skip(MostThreads).Sum(static group => group.Count()) is var rest and > 0)
            End(Text($"and {rest} more {Plural(rest, "thread")} of it"));
    }

    /// <summary>What a holder waits for: that which leads on, or what there is where nothing does.</summary>
    private void TellBehind(IpcWait[] waits, int depth)
    {
        IpcWait[] leading = [.. waits.Where(_chain.Leads)];
        if (leading.Length == 0 && waits.Length <= MostThreads)
            leading = waits;
        foreach (IpcWait wait in leading.Take(MostThreads))
            TellWait(wait, depth);
        if (waits.Length - Math.Min(leading.Length, MostThreads) is var rest and > 0)
            Add(depth, Text($"{rest} {(leading.Length == 0 ? "" : "other ")}{(rest == 1 ? "thread sleeps" : "threads sleep")}; causeway why {waits[0].Process.Id} tells of them"));
    }

    private void TellWait(IpcWait wait, int depth)
    {
        if (IsFull)
            return;
        string at = wait.Object is { } one ? $" at {ObjectName(one)}" : wait.Several.IsEmpty ? "" : $": {string.Join(", ", wait.Several.Take(MostChains).Select(ObjectName))}{More(wait.Several.Length - MostChains)}";
        Add(depth, Text($"thread {wait.ThreadId} in {wait.Call}{TimeOf(wait)}{(wait.IsTimed ? ", with a timeout" : "")}: waits for {Printable(wait.Awaited)}{at}"));
        if (wait.Holders.IsEmpty && !wait.CanEndOtherwise)
            Add(depth + 1, "nobody is known who could end it");
        InspectedProcess[] holders = [.. wait.Holders];
        if (holders.Length > MostChains)
        {
            // Those who are part of a deadlock are told of, the others are named.
            holders = [.. holders.Where(holder => _chain.IsSuspected(wait) && _chain.WaitsBehind(wait, holder).Any(_chain.IsSuspected)).Take(MostChains)];
            InspectedProcess[] others = [.. wait.Holders.Except(holders)];
            Add(depth + 1, $"{RelationOf(wait)} {(wait.IsHeld ? "" : "any of ")}{string.Join(", ", others.Take(MostHolders).Select(NameOf))}{More(others.Length - MostHolders)}");
        }

        foreach (InspectedProcess holder in holders)
            TellHolder(wait, holder, depth + 1);
    }

    private void TellHolder(IpcWait wait, InspectedProcess holder, int depth)
    {
        if (IsFull)
            return;
        string relation = $"{RelationOf(wait)} {(wait.HolderThreadId != 0 ? Text($"thread {wait.HolderThreadId} of ") : "")}{NameOf(holder)}";
        IpcWait[] waits = _chain.WaitsBehind(wait, holder);
        if (_chain.IsSuspected(wait) && waits.Any(_chain.IsSuspected) && _told.Contains(holder.Id))
        {
            Add(depth, $"{relation}: {(_chain.IsStuck(wait) && waits.Any(_chain.IsStuck) ? "DEADLOCK" : "possible deadlock")}");
            return;
        }

        bool isItself = holder.Id == wait.Process.Id && wait.HolderThreadId == 0;
        bool isNew = _told.Add(holder.Id);
        string state = waits.Length == 0 ? $", which {StateOf(holder, wait.HolderThreadId)}" : HaltOf(holder, wait.HolderThreadId) is { } halt ? $", which {halt}" : isItself ? " itself" : isNew ? "" : ", see above";
        Add(depth, relation + state);
        if (isNew)
            TellBehind(waits, depth + 1);
    }

    /// <summary>As long as people would say it.</summary>
    private string TimeOf(IpcWait wait) => _chain.TimeOf(wait) switch
    {
        null => "",
        { TotalSeconds: < 10 } time => Text($" for {time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 2 } time => Text($" for {time.TotalSeconds:0} s"),
        { TotalHours: < 2 } time => Text($" for {time.TotalMinutes:0} min"),
        { TotalDays: < 2 } time => Text($" for {time.TotalHours:0} h"),
        { } time => Text($" for {time.TotalDays:0} days"),
    };

    private static string RelationOf(IpcWait wait) =>
        wait.Call is "wait4" or "waitid" ? "which is"
        : wait.IsHeld ? "held by"
        : wait.IsHint ? "last used by (a guess: the kernel keeps no owner)"
        : "up to";

    private string StateOf(InspectedProcess process, int thread = 0) => HaltOf(process, thread) ?? process.State switch
    {
        'Z' => Text($"has ended, and its parent {process.ParentId} has not waited for it"),
        _ when !process.IsReadable => "cannot be looked at" + ProcessBlindSpots.Remedy,
        'D' => "sleeps in the kernel and cannot be interrupted",
        _ => "runs",
    };

    /// <summary>What keeps it from going on that is no wait, and how it is let go; null where nothing does.</summary>
    private string? HaltOf(InspectedProcess process, int thread = 0) => _chain.HaltOf(process, thread) switch
    {
        { Kind: HaltKind.Stopped } => Text($"is stopped; kill -CONT {process.Id} lets it go on"),
        { Kind: HaltKind.Traced, TracerId: var tracer } => $"is stopped by its tracer{(_chain.Find(tracer) is { } one ? $" {NameOf(one)}" : "")}",
        { Kind: HaltKind.Frozen } => "is frozen with its control group, until that is thawed (cgroup.freeze, freezer.state)",
        _ => null,
    };

    private string ObjectName(IpcObject one) => _chain.NameOf(one) is { } name ? $"{one.Id} {Printable(name)}" : one.Id.ToString();

    private static string NameOf(InspectedProcess process) => Text($"{process.Id} {PrintableText.Of(process.Command)}{ObjectFacts.OwnPidOf(process)}");

    private static string More(int count) => count > 0 ? Text($" and {count} more") : "";

    private static string Plural(int count, string one, string? several = null) => count == 1 ? one : several ?? one + "s";

    private static string Printable(string text) => PrintableText.Of(text.Length <= MostText ? text : string.Concat(text.AsSpan(0, MostText - 1), "…"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Add(int depth, string line)
    {
        if (!IsFull)
            _lines.Add(new string(' ', depth * 2) + line);
    }

    /// <summary>What is said also where nothing else fits.</summary>
    private void End(string line) => _lines.Add(line);
}
