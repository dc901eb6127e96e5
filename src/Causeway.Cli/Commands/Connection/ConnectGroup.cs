using System.Globalization;
using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Connection;

/// <summary><c>causeway connect</c>.</summary>
internal static class ConnectGroup
{
    private static readonly Verb s_verb = new("", ["NAME"], "Connects through shared memory: standard input goes to the other side, and it to standard output.",
        [ConnectionPlan.Messages, ConnectionPlan.Hex, ConnectionPlan.Json, ConnectionPlan.Count, ConnectionPlan.Timeout, ConnectionPlan.Ring, ConnectionPlan.Bench, .. DomainReference.Options], Run)
    {
        RunsCommand = true,
    };

    public static readonly VerbGroup Group = new("connect", "a connection through shared memory to causeway listen, or to any program that listens", [s_verb], ConnectionPlan.Notes) { Default = s_verb };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ConnectionPlan plan = ConnectionPlan.Of(arguments, listens: false);
        ConnectionTalk.Check(plan);
        using SharedConnection connection = Connect(plan, interruption.Token);
        return ConnectionEnd.Of(connection, () =>
            plan.IsBench ? ConnectionBench.Measure(connection, arguments.Has(ConnectionPlan.Json), interruption.Token) : ConnectionTalk.Run(connection, plan, interruption), interruption.Token);
    }

    private static SharedConnection Connect(ConnectionPlan plan, CancellationToken token)
    {
        try
        {
            return SharedConnection.Connect(plan.Name, plan.Connection, plan.Receive.Timeout, token);
        }
        catch (ConnectionRefusedException e) when (e.Reason == ConnectionRefusal.Mode)
        {
            string other = plan.Connection.Mode == SharedConnectionMode.Stream ? "messages" : "bytes";
            throw new IOException($"connection \"{plan.Name}\": the other side carries {other}; say --messages on both sides or on neither", e);
        }
        catch (ConnectionRefusedException e) when (e.Reason == ConnectionRefusal.RingSize)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"connection \"{plan.Name}\": the other side gives no rings of {plan.Connection.RingBytes} bytes; say a smaller --ring, or say it to listen, too"), e);
        }
        catch (UnauthorizedAccessException e) when (e.Message.Contains("policy", StringComparison.Ordinal))
        {
            throw new UnauthorizedAccessException($"connection \"{plan.Name}\": only one user's processes get together, and another user's listens there; run both sides as the same user", e);
        }
    }
}
