using System.Globalization;
using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

/// <summary>A domain of a test's own, and what several tests of named objects do in it.</summary>
public sealed class NamedShell : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-named-");

    public string Path => _directory.FullName;

    public Domain Domain => Domain.Open(Path);

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>Runs <c>causeway GROUP VERB … --domain</c> this one.</summary>
    internal ShellCommandResult Run(string group, string verb, params string[] rest) => Shell.Causeway([group, verb, "--domain", Path, .. rest]);

    /// <summary>The same, to be talked to while it runs.</summary>
    internal Peer Start(string group, string verb, params string[] rest) => Shell.Start([group, verb, "--domain", Path, .. rest]);

    /// <summary>Starts one that holds an object until it reads a line.</summary>
    internal Peer Hold(string group, string name)
    {
        Peer holder = Start(group, "hold", name, "--", "sh", "-c", "echo held; read line");
        holder.Expect("held");
        return holder;
    }

    /// <summary>Starts one that holds an object, and kills it; its command ends at once.</summary>
    /// <returns>Its process id.</returns>
    internal int KillHolder(string group, string name)
    {
        using Peer holder = Hold(group, name);
        holder.Process.Kill();
        holder.Process.WaitForExit();
        holder.CloseInput();
        return holder.Process.Id;
    }

    internal JsonElement Stat(string group, string name) => JsonDocument.Parse(Run(group, "stat", name, "--json").Succeeded()).RootElement;

    internal JsonElement[] Lines(string verb, params string[] rest) =>
        [.. Run("named", verb, ["--json", .. rest]).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Waits until somebody waits for an object.</summary>
    internal void AwaitWaiter(string name) =>
        Assert.True(SpinWait.SpinUntil(() => Domain.Find(name)!.Details!.Participants.Any(one => one.WaitingThreads + one.WaitingAsynchronous > 0), Watchdog.Limit), "nobody came to wait");

    internal static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
