using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>
/// A read-write lock: bits 0-19 of the value count the readers; 20: a writer; 21: an upgradeable reader; 22: it waits to write; 23: the last writer died.
/// A cell holds bits 0 to 22 of its process, and 23 while one that was told of that is in.
/// </summary>
internal static class ReaderWriterState
{
    private const int ReaderCount = (1 << 20) - 1;
    private const int Writer = 1 << 20;
    private const int Upgradeable = 1 << 21;
    private const int Upgrading = 1 << 22;
    private const int WriterDied = 1 << 23;
    private const uint PrefersWriters = 1;

    public static Fact[] FactsOf(NamedObjectDetails details)
    {
        NamedObjectParticipant? writer = HolderOf(details, Writer);
        NamedObjectParticipant? upgradeable = HolderOf(details, Upgradeable);
        return
        [
            new("readers", details.Value & ReaderCount), new("readersDead", ReadersOf(details, alive: false)),
            new("writer", writer?.ProcessId), new("writerAlive", writer?.IsAlive),
            new("upgradeable", upgradeable?.ProcessId), new("upgradeableAlive", upgradeable?.IsAlive), new("upgrading", (details.Value & Upgrading) != 0),
            new("lastWriterDied", (details.Value & WriterDied) != 0 || writer is { IsAlive: false }),
            new("preference", (details.Options & PrefersWriters) != 0 ? "writers" : "readers"),
        ];
    }

    public static string Describe(NamedObjectDetails details)
    {
        List<string> said = [];
        if (HolderOf(details, Writer) is { } writer)
            said.Add(writer.IsAlive ? $"{writer.ProcessId} writes" : $"writer {writer.ProcessId} died");
        if (HolderOf(details, Upgradeable) is { } upgradeable && (details.Value & Writer) == 0)
            said.Add(DescribeUpgradeable(upgradeable, (details.Value & Upgrading) != 0));
        if ((details.Value & ReaderCount) is > 0 and int readers)
            said.Add(readers == 1 ? "1 reader" : $"{readers} readers");
        if (said.Count == 0)
            said.Add("free");
        if ((details.Value & WriterDied) != 0)
            said.Add("last writer died");
        return string.Join(", ", said);
    }

    /// <summary>What one who takes part has of it, in words; null for nothing.</summary>
    public static string? HeldBy(NamedObjectParticipant one)
    {
        List<string> held = [];
        if ((one.Held & Writer) != 0)
            held.Add("writer");
        if ((one.Held & Upgradeable) != 0)
            held.Add((one.Held & Upgrading) != 0 ? "upgrading" : "upgradeable");
        if ((one.Held & ReaderCount) is > 0 and uint readers)
            held.Add(readers == 1 ? "reader" : $"{readers} readers");
        return held.Count == 0 ? null : string.Join(", ", held);
    }

    private static string DescribeUpgradeable(NamedObjectParticipant one, bool waits) => one.IsAlive
        ? $"{one.ProcessId} {(waits ? "waits to write" : "may upgrade")}"
        : $"upgradeable reader {one.ProcessId} died";

    private static NamedObjectParticipant? HolderOf(NamedObjectDetails details, int bit) =>
        (details.Value & bit) == 0 ? null : details.Participants.FirstOrDefault(one => (one.Held & bit) != 0);

    private static long ReadersOf(NamedObjectDetails details, bool alive) =>
        details.Participants.Where(one => one.IsAlive == alive).Sum(one => one.Held & ReaderCount);
}
