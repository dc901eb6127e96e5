using System.Globalization;

namespace Causeway.Messaging.Tests.Native;

/// <summary>Two programs in C that have met: the listener, and the connector.</summary>
internal sealed class NativePair : IDisposable
{
    /// <summary>Lets them meet.</summary>
    /// <param name="mode">1: messages, 2: bytes.</param>
    /// <param name="ring">The size of each ring.</param>
    /// <param name="spin">0: adaptive, -1: never.</param>
    public NativePair(int mode, int ring, int spin)
    {
        string name = NewName();
        string[] options = [.. new[] { mode, ring, spin }.Select(static one => one.ToString(CultureInfo.InvariantCulture))];
        First = Peer.StartC("connection", ["listen", name, .. options]);
        try
        {
            First.Expect("listening");
            Second = Peer.StartC("connection", ["connect", name, .. options]);
        }
        catch
        {
            First.Dispose();
            throw;
        }

        First.Expect($"met {ring}");
        Second.Expect($"met {ring}");
    }

    /// <summary>The one that has accepted.</summary>
    public Peer First { get; }

    /// <summary>The one that has connected.</summary>
    public Peer Second { get; }

    /// <summary>An abstract one, which nobody else has.</summary>
    public static string NewName() => $"@causeway-test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }
}
