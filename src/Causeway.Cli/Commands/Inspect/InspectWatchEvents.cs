using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway watch-events</c>.</summary>
internal static class InspectWatchEvents
{
    private static readonly VerbOption s_interval = new("--interval", "TIME", "how often to look: 2, 500ms; a second unless given");
    private static readonly VerbOption s_under = new("--under", "DIR", "what has its name below DIR; FIFOs there that nobody has, too; may be given several times") { Repeats = true };
    private static readonly VerbOption s_count = new("--count", "N", "ends after so many lines");
    private static readonly VerbOption s_timeout = new("--timeout", "TIME", "ends after this time: 2, 500ms, 1m; with --count that is exit code 1");

    private static readonly TimeSpan s_readerLook = TimeSpan.FromSeconds(1);

    private static readonly Verb s_verb = new("", ["[KIND...]"], "Prints what is created, removed, connected and disconnected, until it is interrupted.",
        [s_under, s_interval, ObjectDescription.Json with { Help = "a JSON object for each" }, s_count, s_timeout], Run);

    public static readonly VerbGroup Group = new("watch-events", "what comes and goes", [s_verb],
        $"""
        KIND is one or more of these, all unless given:
          {KindWords.All.Replace(" futex", "\n  futex", StringComparison.Ordinal)}
        At once, by inotify: what is created and removed in /dev/shm, among POSIX queues, in domains of Causeway's, and below each DIR; what
        was gone before it could be looked at, too, under the number 0. All else by looking again at each interval and telling the
        differences: what lives shorter than that is not seen.
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        HashSet<string>? words = KindWords.Parse(arguments.Operands);
        long? count = arguments.Number(s_count, 1, long.MaxValue);
        TimeSpan? interval = arguments.Duration(s_interval);
        if (interval < TimeSpan.FromMilliseconds(1))
            throw new UsageException($"--interval {arguments.Text(s_interval)}: a time of a millisecond or more is needed");
        string[] directories = [.. arguments.Texts(s_under).Select(static directory => Path.TrimEndingDirectorySeparator(NamePlace.PrefixOf(directory)))];
        foreach (string directory in directories)
            IpcFiles.CheckDirectory(directory);
        StandardDescriptor.CheckOutput();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        if (arguments.Duration(s_timeout) is { } timeout)
            end.CancelAfter(timeout);
        InspectionOptions options = new() { Kinds = KindWords.KindsOf(words), Details = InspectionDetails.Mappings, Directories = directories };
        BlindSpotLines.Write(Inspector.Take(options));
        using Stream output = Console.OpenStandardOutput();
        using Timer reader = new(_ => EndIfUnread(end), null, s_readerLook, s_readerLook);
        try
        {
            WatchAsync(output, options, words, interval, count, arguments.Has(ObjectDescription.Json), end.Token).GetAwaiter().GetResult();
            return 0;
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT && directories.Contains(e.ObjectName))
        {
            throw new NothingThereException($"there is no directory {e.ObjectName} any more: it was removed, renamed or unmounted while it was watched");
        }
        catch (OperationCanceledException e) when (!interruption.Token.IsCancellationRequested)
        {
            return count is null || StandardDescriptor.IsOutputUnread() ? 0 : throw new TimeoutException("less has happened than --count says: the timeout passed", e);
        }
    }

    /// <summary>Nothing may happen for hours, and nobody be there any more to be told.</summary>
    private static void EndIfUnread(CancellationTokenSource end)
    {
        try
        {
            if (StandardDescriptor.IsOutputUnread())
                end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    private static async Task WatchAsync(Stream output, InspectionOptions options, HashSet<string>? words, TimeSpan? interval, long? count, bool json, CancellationToken token)
    {
        long left = count ?? long.MaxValue;
        await foreach (InspectionChange change in Inspector.WatchAsync(options, interval, token).ConfigureAwait(false))
        {
            if (change.Object is not { } one || !IsUnder(one, options.Directories) || EventOf(change.Kind) is not { } word || words?.Contains(KindWords.Of(one)) == false || change.Process?.Id == Environment.ProcessId)
                continue;
            if (json)
                ObjectDescription.WriteObject(output, FactsOf(change, one));
            else
                output.Write(System.Text.Encoding.UTF8.GetBytes(PrintableText.Of(LineOf(change, one, word)) + "\n"));
            await output.FlushAsync(token).ConfigureAwait(false);
            if (--left == 0)
                return;
        }
    }

    private static bool IsUnder(IpcObject one, IReadOnlyCollection<string> directories) =>
        directories.Count == 0 || directories.Any(directory => NamePlace.IsBelow(one, NamePlace.PrefixOf(directory)));

    /// <summary>The word for people; null for what is not told.</summary>
    private static string? EventOf(InspectionChangeKind kind) => kind switch
    {
        InspectionChangeKind.ObjectAppeared => "created",
        InspectionChangeKind.ObjectGone => "removed",
        InspectionChangeKind.EndAppeared => "connected",
        InspectionChangeKind.EndGone => "disconnected",
        _ => null,
    };

    private static Fact[] FactsOf(InspectionChange change, IpcObject one) =>
    [
        new("time", change.Time), new("event", ObjectFacts.Word(change.Kind)), new("id", ObjectFacts.IdOf(one)), new("kind", KindWords.Of(one)), new("name", one.Name),
        .. change.End is { } end ? ObjectFacts.OfEnd(end) : [],
    ];

    private static string LineOf(InspectionChange change, IpcObject one, string word)
    {
        string time = change.Time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        string name = one.Name is null ? "" : " " + one.Name;
        return $"{time} {word,-12} {ObjectFacts.IdOf(one)}{name}{(change.End is { } end ? EndText(end) : "")}";
    }

    private static string EndText(IpcEnd end)
    {
        IEnumerable<string> facts = ObjectFacts.OfEnd(end).Where(static fact => fact.Name is "form" or "access" or "role" or "fd" or "address").Where(static fact => fact.Value is not null)
            .Select(static fact => fact.Name is "fd" ? $"fd {fact.Text}" : fact.Text);
        return $"  {ObjectFacts.NameOf(end.Process)} {string.Join(' ', facts)}";
    }
}
