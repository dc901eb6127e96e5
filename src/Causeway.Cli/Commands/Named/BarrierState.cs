using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>
/// A barrier: bits 0-7 of the value are the members; 8-15 places that nobody has taken yet; 16-23 the arrivals; 24-28 the phase modulo 32; 29: a member
/// died in it. A cell has in bits 0-7 its process's members, in 8-15 those that have arrived in the phase of bits 16-20.
/// </summary>
internal static class BarrierState
{
    private const int MemberDied = 1 << 29;

    public static Fact[] FactsOf(NamedObjectDetails details) =>
    [
        new("members", MembersOf(details)), new("placesLeft", PlacesOf(details)), new("arrived", ArrivedOf(details)),
        new("missing", MembersOf(details) + PlacesOf(details) - ArrivedOf(details)), new("phaseModulo32", PhaseOf(details)),
        new("memberDied", (details.Value & MemberDied) != 0 || details.Participants.Any(one => !one.IsAlive && (one.Held & 0xFF) != 0)),
    ];

    public static string Describe(NamedObjectDetails details) =>
        $"{ArrivedOf(details)} of {MembersOf(details) + PlacesOf(details)} arrived, phase {PhaseOf(details)} (modulo 32)";

    /// <summary>What one who takes part has to do with it, in words; null for nothing.</summary>
    public static string? HeldBy(NamedObjectDetails details, NamedObjectParticipant one)
    {
        uint members = one.Held & 0xFF;
        if (members == 0)
            return null;
        uint arrived = ((one.Held >> 16) & 0x1F) == PhaseOf(details) ? (one.Held >> 8) & 0xFF : 0;
        return $"{members} {(members == 1 ? "member" : "members")}, {arrived} arrived";
    }

    private static int MembersOf(NamedObjectDetails details) => details.Value & 0xFF;

    private static int PlacesOf(NamedObjectDetails details) => (details.Value >> 8) & 0xFF;

    private static int ArrivedOf(NamedObjectDetails details) => (details.Value >> 16) & 0xFF;

    private static int PhaseOf(NamedObjectDetails details) => (details.Value >> 24) & 0x1F;
}
