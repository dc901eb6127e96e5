namespace Causeway.TestHarness;

/// <summary>The entry of every test assembly: run as a program, it is a peer process for its own tests.</summary>
internal static class PeerMain
{
    private static int Main(string[] arguments) => PeerDispatcher.Run(typeof(PeerMain).Assembly, arguments);
}
