using System.Diagnostics;
using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Watch;

/// <summary><c>causeway watch</c>.</summary>
internal static class WatchGroup
{
    private static readonly VerbOption s_timeout = new("--timeout", "TIME", "how long to wait for them all: 2, 500ms, 1m; 1 when it passes");

    /// <summary>PIDFD_INFO_EXIT.</summary>
    private static readonly Version s_tellsOfReaped = new(6, 15);

    private static readonly TimeSpan s_parentsMoment = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    private static readonly Verb s_verb = new("", ["PID", "[PID...]"], "Waits until each of these processes has ended, and prints how, as they end.",
        [ObjectDescription.Json with { Help = "a JSON object for each" }, s_timeout], Run);

    public static readonly VerbGroup Group = new("watch", "processes of anybody: how they end", [s_verb],
        """
        Any process that can be seen, of any user, a child or not; by pidfd_open(2), so that a pid given to another is no mistake.
        How it ended is known from Linux 6.15 on, and before where causeway may trace it; else it prints "ended".
        """)
    {
        Default = s_verb,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        List<ProcessWatcher> watchers = [];
        List<string> missing = [];
        try
        {
            foreach (string text in arguments.Operands)
            {
                if (ProcessWatcher.TryOpen(IdOf(text), startedAfterBoot: null, out ProcessWatcher? watcher))
                    watchers.Add(watcher);
                else
                    missing.Add(text);
            }

            AwaitAll(watchers, arguments, interruption);
        }
        finally
        {
            watchers.ForEach(static watcher => watcher.Dispose());
        }

        return missing is [] ? 0 : throw new NothingThereException($"there is no process {string.Join(", ", missing)}");
    }

    private static void AwaitAll(List<ProcessWatcher> watchers, VerbArguments arguments, Interruption interruption)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        if (arguments.Duration(s_timeout) is { } timeout)
            end.CancelAfter(timeout);
        StandardDescriptor.CheckOutput();
        using Stream output = Console.OpenStandardOutput();
        try
        {
            Task.WhenAll(watchers.Select(watcher => PrintAsync(output, watcher, arguments.Has(ObjectDescription.Json), end))).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e) when (!interruption.Token.IsCancellationRequested)
        {
            throw new TimeoutException($"{string.Join(", ", watchers.Where(static one => !one.HasExited).Select(static one => one.Id))} still runs: the timeout passed", e);
        }
    }

    /// <summary>Prints the end of one. Where that fails, the others are not waited for.</summary>
    private static async Task PrintAsync(Stream output, ProcessWatcher watcher, bool json, CancellationTokenSource end)
    {
        ChildExitStatus? status = await watcher.WaitForExitAsync(end.Token).ConfigureAwait(false) ?? await StatusOnceReapedAsync(watcher, end.Token).ConfigureAwait(false);
        try
        {
            Print(output, watcher, status, json);
        }
        catch
        {
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>To those who may not trace it the kernel tells the status once the parent has waited: mostly in a moment, but perhaps never.</summary>
    private static async Task<ChildExitStatus?> StatusOnceReapedAsync(ProcessWatcher watcher, CancellationToken token)
    {
        if (Environment.OSVersion.Version < s_tellsOfReaped)
            return watcher.ExitStatus;
        long since = Stopwatch.GetTimestamp();
        while (watcher.ExitStatus is null && Stopwatch.GetElapsedTime(since) < s_parentsMoment)
            await Task.Delay(s_look, token).ConfigureAwait(false);
        return watcher.ExitStatus;
    }

    private static void Print(Stream output, ProcessWatcher watcher, ChildExitStatus? status, bool json)
    {
        lock (output)
        {
            if (json)
            {
                ObjectDescription.WriteObject(output,
                [
                    new("pid", watcher.Id), new("known", status is not null), new("exitCode", status?.ExitCode),
                    new("signal", status?.Signal?.Name), new("coreDumped", status?.CoreDumped),
                ]);
            }
            else
            {
                output.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{watcher.Id} {status?.ToString() ?? "ended"}\n")));
            }

            output.Flush();
        }
    }

    private static int IdOf(string text) => VerbArguments.TryNumber(text, out long id) && id is >= 1 and <= int.MaxValue
        ? (int)id
        : throw new UsageException($"PID {text}: a process's number is needed");
}
