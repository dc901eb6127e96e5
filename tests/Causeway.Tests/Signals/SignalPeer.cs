using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Signals;

/// <summary>.NET processes that receive signals: a test does not send its own process any.</summary>
internal static class SignalPeer
{
    public static readonly SignalSet Received = SignalSet.Of(Signal.Usr1, Signal.Usr2, new(36), new(40), new(43), new(44));

    /// <summary>One in which every thread blocks them, and which has said that it is ready.</summary>
    public static Peer StartBlocked(Delegate method, params string[] arguments) => Start(Received, method, arguments);

    public static Peer Start(SignalSet blocked, Delegate method, params string[] arguments)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method, arguments);
        options.BlockedSignals = blocked;
        Peer peer = Peer.Start(options);
        peer.Expect("ready");
        return peer;
    }

    /// <summary>tests/Peers/signals.c, when it is ready.</summary>
    public static Peer StartC(params string[] arguments)
    {
        Peer peer = Peer.StartC("signals", arguments);
        peer.Expect("ready");
        return peer;
    }

    /// <summary>tests/Peers/signals.c, from its start to its end.</summary>
    public static int RunC(params string[] arguments)
    {
        using Peer peer = Peer.StartC("signals", arguments);
        peer.ExpectSuccess();
        return peer.Process.Id;
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As <see cref="ReceivedSignal.ToString"/> has it, of the test's own user.</summary>
    public static string Sent(string signal, string code, int processId) =>
        string.Create(CultureInfo.InvariantCulture, $"{signal} {code} from pid {processId}, uid {LibC.getuid()}");
}
