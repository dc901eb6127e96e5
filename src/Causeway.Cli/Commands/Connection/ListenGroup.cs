using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Connection;

/// <summary><c>causeway listen</c>.</summary>
internal static class ListenGroup
{
    private static readonly Verb s_verb = new("", ["NAME"], "Takes a connection through shared memory: standard input goes to the other side, and it to standard output.",
        [
            ConnectionPlan.Messages, ConnectionPlan.Hex, ConnectionPlan.Json with { Help = "with --messages: each is a line with one JSON object" }, ConnectionPlan.Count, ConnectionPlan.KeepOption,
            ConnectionPlan.Timeout, ConnectionPlan.Ring, ConnectionPlan.Bench with { Help = "be the other side of connect --bench" }, .. DomainReference.Options,
        ], Run)
    {
        RunsCommand = true,
    };

    public static readonly VerbGroup Group = new("listen", "a connection through shared memory from causeway connect, or from any program that connects", [s_verb],
        ConnectionPlan.Notes + "\nWith --keep a CMD is run for each connection, one after the other, and one that fails is reported.") { Default = s_verb };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ConnectionPlan plan = ConnectionPlan.Of(arguments, listens: true);
        ConnectionTalk.Check(plan);
        using SharedConnectionListener listener = SharedConnectionListener.Listen(plan.Name, plan.Connection);
        while (true)
        {
            using SharedConnection connection = listener.Accept(plan.Receive.Timeout, interruption.Token);
            try
            {
                int exitCode = ConnectionEnd.Of(connection, () =>
                    plan.IsBench ? ConnectionBench.Answer(connection, interruption.Token) : ConnectionTalk.Run(connection, plan, interruption), interruption.Token);
                if (!plan.Keep)
                    return exitCode;
            }
            catch (Exception e) when (plan.Keep && e is (IOException or TimeoutException))
            {
                // One that keeps no promise is no reason to leave the others.
                VerbRunner.Say("causeway listen", Remedy.Describe(e));
            }
        }
    }
}
