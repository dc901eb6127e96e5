using System.Globalization;

namespace Causeway.Tests.Processes.Tracing;

/// <summary>tests/Peers/traced.c, with where its function and its variable are.</summary>
internal sealed class TracedPeer : IDisposable
{
    private TracedPeer(Peer peer)
    {
        Peer = peer;
        string[] words = peer.ReadLine()!.Split(' ');
        Function = ulong.Parse(words[1].AsSpan(2), NumberStyles.AllowHexSpecifier);
        Variable = ulong.Parse(words[2].AsSpan(2), NumberStyles.AllowHexSpecifier);
    }

    public Peer Peer { get; }

    public int Id => Peer.Process.Id;

    /// <summary>Of <c>long add_two(long)</c>.</summary>
    public ulong Function { get; }

    /// <summary>Of a <c>long</c>.</summary>
    public ulong Variable { get; }

    public static TracedPeer Start(params string[] arguments) => new(Peer.StartC("traced", arguments));

    /// <summary>Sends a line and answers what comes back.</summary>
    public string? Ask(string line)
    {
        Peer.Send(line);
        return Peer.ReadLine();
    }

    public void Dispose() => Peer.Dispose();
}
