using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>A mutex or lock: bits 0-6 of the value are the owner's cell, 0: free; 7: the last owner died with it.</summary>
internal static class ExclusiveState
{
    private const int OwnerCell = 0x7F;
    private const int OwnerDied = 0x80;

    public static NamedObjectParticipant? OwnerOf(NamedObjectDetails details) =>
        details.Participants.FirstOrDefault(one => one.Cell == (details.Value & OwnerCell));

    public static Fact[] FactsOf(NamedObjectDetails details)
    {
        NamedObjectParticipant? owner = OwnerOf(details);
        return
        [
            new("owner", owner?.ProcessId), new("ownerAlive", owner?.IsAlive),
            new("lastOwnerDied", (details.Value & OwnerDied) != 0 || owner is { IsAlive: false }),
        ];
    }

    public static string Describe(NamedObjectDetails details) => OwnerOf(details) switch
    {
        { IsAlive: true } owner => $"owned by {owner.ProcessId}",
        { } dead => $"owner {dead.ProcessId} died",
        null when (details.Value & OwnerDied) != 0 => "free, last owner died",
        null => "free",
    };
}
