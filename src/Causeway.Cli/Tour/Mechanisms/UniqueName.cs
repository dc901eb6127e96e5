using System.Globalization;

namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>Names for objects that live as long as one station of the tour.</summary>
internal static class UniqueName
{
    private static int s_last;

    /// <summary>A name that no other object of this machine has: another tour is another process.</summary>
    /// <param name="prefix">What precedes it: a slash, or a folder and a slash.</param>
    /// <param name="role">What the object is for.</param>
    public static string Create(string prefix, string role = "tour") =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}causeway-{role}-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}");
}
