using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket connect</c>.</summary>
internal static class SocketConnect
{
    private static readonly VerbOption s_count = ReceivePlan.CountOption with { Help = "end after N messages (lines of a stream) from the other end, whatever is still to be sent" };
    private static readonly VerbOption s_timeout = ReceivePlan.TimeoutOption with { Help = "how long to wait for the connection, and then for each message: 2, 500ms, 1m" };

    public static readonly Verb Verb = new("connect", ["ADDRESS"], "Connects: standard input goes to the socket, and it to standard output, or CMD gets it.",
        [SocketOptions.Type, SocketOptions.Bind, SocketOptions.ReceiveDescriptors, .. TransferFormats.Options, s_count, s_timeout], Run)
    {
        RunsCommand = true,
        Notes = ConnectionCommand.Notes + Conversation.Notes,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ReceivePlan plan = ReceivePlan.Of(arguments, defaultCount: ReceivePlan.ToTheEnd);
        bool receiveDescriptors = arguments.Has(SocketOptions.ReceiveDescriptors);
        if (plan.Command is null && receiveDescriptors)
            throw new UsageException("--recv-fds is for CMD");
        if (plan.Command is not null)
            CommandLookup.Check(plan.Command[0]);
        else
            Conversation.CheckDescriptors();
        using UnixSocket socket = SocketOptions.Connect(arguments, plan.Timeout, interruption.Token);
        return plan.Command is { } command
            ? ConnectionCommand.Run(socket, command, receiveDescriptors, plan.Timeout, interruption)
            : Conversation.Run(socket, plan, interruption);
    }
}
