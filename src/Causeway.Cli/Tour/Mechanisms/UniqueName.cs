using System.Globalization;
using System.Security.Cryptography;

namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>Names for objects that live as long as one station of the tour.</summary>
internal static class UniqueName
{
    // In containers that share these objects, two processes may well have the same pid.
    private static readonly string s_run = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
    private static int s_last;

    /// <summary>A name that no other object of this machine has.</summary>
    /// <param name="prefix">What precedes it: a slash, or a folder and a slash.</param>
    /// <param name="role">What the object is for.</param>
    public static string Create(string prefix, string role = "tour") =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}causeway-{role}-{s_run}-{Interlocked.Increment(ref s_last)}");
}
