using System.Collections.Immutable;
using System.Globalization;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Inspect.Why;

/// <summary>A chain of waits for people: each wait a line, who can end it below, and what that one waits for below that.</summary>
internal sealed class WaitChainText
{
    private const int MostThreads = 4;
    private const int MostHolders = 6;
    private const int MostChains = 3;

    private readonly WaitChain _chain;
    private readonly HashSet<int> _told = [];
    private readonly List<string> _lines = [];

    private WaitChainText(WaitChain chain) => _chain = chain;

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
        string command = process.CommandLine is { } line ? $": {PrintableText.Of(line)}" : "";
        Add(0, $"{NameOf(process)}{command}");
        Add(0, waits.Length == 0 ? $"  {StateOf(process)}" : Text($"  {waits.Length} of {process.Threads} {(process.Threads == 1 ? "thread sleeps" : "threads sleep")}{(process.State is 'T' or 't' ? ", but it is stopped" : "")}"));
        foreach (ImmutableArray<IpcWait> cycle in _chain.DeadlocksOf(_chain.From(process)))
            Add(0, $"{(cycle.Any(wait => wait.Process.Id == process.Id) ? "DEADLOCK" : "There is a deadlock behind it")}: {string.Join(" waits for ", cycle.Append(cycle[0]).Select(static wait => NameOf(wait.Process)))}");
        _told.Add(process.Id);
        foreach (IpcWait wait in waits.Where(wait => !_chain.IsIdle(wait)).OrderByDescending(_chain.Leads))
            TellWait(wait, 0);
        foreach (IGrouping<(string Call, string Awaited), IpcWait> idle in waits.Where(_chain.IsIdle).GroupBy(static wait => (wait.Call, wait.Awaited)))
            Add(0, Text($"{(idle.Count() == 1 ? Text($"thread {idle.First().ThreadId}") : Text($"{idle.Count()} threads"))} in {idle.Key.Call}: {(idle.Count() == 1 ? "waits" : "wait")} for {PrintableText.Of(idle.Key.Awaited)}"));
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
        string at = wait.Object is { } one ? $" at {ObjectName(one)}" : wait.Several.IsEmpty ? "" : $": {string.Join(", ", wait.Several.Take(MostHolders).Select(ObjectName))}";
        Add(depth, Text($"thread {wait.ThreadId} in {wait.Call}{TimeOf(wait)}{(wait.IsTimed ? ", with a timeout" : "")}: waits for {PrintableText.Of(wait.Awaited)}{at}"));
        if (wait.Holders.IsEmpty && !wait.CanEndOtherwise)
            Add(depth + 1, "nobody is known who could end it");
        if (wait.Holders.Length > MostChains && !wait.IsHeld && !_chain.IsStuck(wait))
        {
            string more = wait.Holders.Length > MostHolders ? Text($" or {wait.Holders.Length - MostHolders} more") : "";
            Add(depth + 1, $"{RelationOf(wait)} any of {string.Join(", ", wait.Holders.Take(MostHolders).Select(NameOf))}{more}");
            return;
        }

        foreach (InspectedProcess holder in wait.Holders)
            TellHolder(wait, holder, depth + 1);
    }

    private void TellHolder(IpcWait wait, InspectedProcess holder, int depth)
    {
        string relation = $"{RelationOf(wait)} {(wait.HolderThreadId != 0 ? Text($"thread {wait.HolderThreadId} of ") : "")}{NameOf(holder)}";
        IpcWait[] waits = _chain.WaitsBehind(wait, holder);
        if (_chain.IsStuck(wait) && waits.Any(_chain.IsStuck) && _told.Contains(holder.Id))
        {
            Add(depth, $"{relation}: DEADLOCK");
            return;
        }

        bool isItself = holder.Id == wait.Process.Id && wait.HolderThreadId == 0;
        bool isNew = _told.Add(holder.Id);
        string state = waits.Length == 0 ? $", which {StateOf(holder)}" : isItself ? " itself" : isNew ? "" : ", see above";
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

    private static string StateOf(InspectedProcess process) => process.State switch
    {
        'T' or 't' => Text($"is stopped; kill -CONT {process.Id} lets it go on"),
        'Z' => Text($"has ended, and its parent {process.ParentId} has not waited for it"),
        _ when !process.IsReadable => "cannot be looked at; run as root",
        'D' => "sleeps in the kernel and cannot be interrupted",
        _ => "runs",
    };

    private string ObjectName(IpcObject one) => _chain.NameOf(one) is { } name ? $"{one.Id} {PrintableText.Of(name)}" : one.Id.ToString();

    private static string NameOf(InspectedProcess process) => Text($"{process.Id} {PrintableText.Of(process.Command)}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Add(int depth, string line) => _lines.Add(new string(' ', depth * 2) + line);
}
