namespace Causeway.Tests;

/// <summary>Peers that run as nobody, through setpriv(1).</summary>
internal static class OtherUser
{
    private static readonly string[] s_setpriv = ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"];

    /// <summary>A C peer says one line as nobody.</summary>
    public static void Expect(string line, string peerName, params string[] arguments)
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("setpriv", [.. s_setpriv, CCompiler.Compile(peerName), .. arguments]));
        peer.Expect(line);
        peer.ExpectSuccess();
    }

    /// <summary>A method of this assembly runs as nobody without throwing.</summary>
    public static void ExpectSuccess(Delegate method, params string[] arguments)
    {
        using Peer peer = Start(method, arguments);
        peer.ExpectSuccess();
    }

    /// <summary>Starts a method of this assembly as nobody, with lines to and from the test.</summary>
    public static Peer Start(Delegate method, params string[] arguments)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method, arguments);
        return Peer.Start(new ChildProcessOptions("setpriv", [.. s_setpriv, options.Program, .. options.Arguments]));
    }
}
