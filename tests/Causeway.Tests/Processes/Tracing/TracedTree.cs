using System.Globalization;

namespace Causeway.Tests.Processes.Tracing;

/// <summary>tests/Peers/traced_tree.c: its supervisor reaps whatever is left of the tree, and says when nothing is.</summary>
internal sealed class TracedTree : IDisposable
{
    private readonly Peer _supervisor;

    private TracedTree(Peer supervisor)
    {
        _supervisor = supervisor;
        ParentId = int.Parse(supervisor.ReadLine()!, CultureInfo.InvariantCulture);
    }

    /// <summary>The process that makes the others; it waits for <see cref="Go"/>.</summary>
    public int ParentId { get; }

    public static TracedTree Start(int rounds) => new(Peer.StartC("traced_tree", rounds.ToString(CultureInfo.InvariantCulture)));

    public void Go() => _supervisor.Send("go");

    /// <summary>Every process of the tree has ended by itself or by a kill, and been reaped: none is stopped, none hangs.</summary>
    public void ExpectAllGone()
    {
        _supervisor.Expect("all gone");
        _supervisor.ExpectSuccess();
    }

    public void Dispose() => _supervisor.Dispose();
}
