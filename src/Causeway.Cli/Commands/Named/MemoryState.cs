using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>Memory: bits 0-6 of the value are the cell of who initialises it, 0: nobody; 7: somebody has begun; 8: it is done.</summary>
internal static class MemoryState
{
    private const int InitializerCell = 0x7F;
    private const int Begun = 0x80;
    private const int Initialized = 0x100;

    public static NamedObjectParticipant? InitializerOf(NamedObjectDetails details) =>
        details.Participants.FirstOrDefault(one => one.Cell == (details.Value & InitializerCell));

    public static Fact[] FactsOf(NamedObjectDetails details)
    {
        NamedObjectParticipant? initializer = InitializerOf(details);
        return
        [
            new("length", details.Parameter), new("initialized", (details.Value & Initialized) != 0),
            new("initializer", initializer?.ProcessId), new("initializerAlive", initializer?.IsAlive),
        ];
    }

    public static string Describe(NamedObjectDetails details) => $"{Counted.Of(details.Parameter, "byte")}, {Progress(details)}";

    private static string Progress(NamedObjectDetails details)
    {
        if ((details.Value & Initialized) != 0)
            return "initialised";
        return InitializerOf(details) switch
        {
            { IsAlive: true } one => $"{one.ProcessId} initialises it",
            { } dead => $"{dead.ProcessId} died initialising it",
            null when (details.Value & Begun) != 0 => "half initialised",
            null => "not initialised",
        };
    }
}
