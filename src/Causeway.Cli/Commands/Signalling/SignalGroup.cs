using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Signalling;

/// <summary><c>causeway signal</c>.</summary>
internal static class SignalGroup
{
    public static readonly VerbGroup Group = new("signal", "signals (signal(7))",
        [SignalSend.Verb, SignalQueue.Verb, SignalWait.Verb, SignalWatch.Verb, SignalShow.Verb, SignalLs.Verb],
        "SIGNAL is a name or a number: USR1, SIGTERM, RTMIN+2, RTMAX-1, 10.");
}
