using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>What /proc/self/fdinfo tells of an eventfd.</summary>
internal readonly record struct EventCounterInfo(ulong Value, EventCounterMode? Mode)
{
    /// <summary>Reads it.</summary>
    /// <returns>False where the descriptor is none.</returns>
    public static bool TryRead(SafeFileDescriptor descriptor, out EventCounterInfo info)
    {
        using HandleHold hold = new(descriptor);
        string[] lines = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{hold.Value}"));

        // The count is hexadecimal, padded with spaces; the mode is told since Linux 6.5.
        bool isCounter = ulong.TryParse(FieldOf(lines, "eventfd-count:"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong value);
        info = new EventCounterInfo(value, FieldOf(lines, "eventfd-semaphore:") switch
        {
            "0" => EventCounterMode.Counter,
            "1" => EventCounterMode.Semaphore,
            _ => null,
        });
        return isCounter;
    }

    private static string? FieldOf(string[] lines, string name) =>
        Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();
}
