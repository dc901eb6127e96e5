namespace Causeway.TestHarness.Tests;

public sealed class PeerTests
{
    [Fact]
    public void Peer_DotnetMethod_SpeaksInLines()
    {
        using Peer peer = Peer.StartDotnet(Echo);
        peer.Send("hello");
        peer.Expect("hello");
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public void Peer_ThatFails_SaysWhy()
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("sh", "-c", "echo broken >&2; exit 3"));
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(peer.ExpectSuccess);
        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("broken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_GrandchildHoldsThePipesOpen_DoesNotWaitForIt()
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("sh", "-c", "sleep 1000 & echo $!; read line"));
        using var grandchild = System.Diagnostics.Process.GetProcessById(int.Parse(peer.ReadLine()!));
        try
        {
            peer.Dispose();
            Assert.False(grandchild.HasExited);
        }
        finally
        {
            grandchild.Kill();
        }
    }

    private static void Echo(string[] arguments)
    {
        while (Console.In.ReadLine() is { } line)
            Console.Out.WriteLine(line);
    }
}
