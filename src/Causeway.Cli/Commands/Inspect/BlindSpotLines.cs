using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>Says on standard error what could not be seen, a line each.</summary>
internal static class BlindSpotLines
{
    public static void Write(InspectionSnapshot snapshot)
    {
        foreach (BlindSpot spot in snapshot.BlindSpots)
            Console.Error.WriteLine($"causeway: {PrintableText.Of(spot.Text)}");
    }
}
