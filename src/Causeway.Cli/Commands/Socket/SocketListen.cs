using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket listen</c>.</summary>
internal static class SocketListen
{
    private static readonly VerbOption s_count = ReceivePlan.CountOption with { Help = "with CMD: N connections, one after the other; 1 unless given" };
    private static readonly VerbOption s_follow = ReceivePlan.Follow with { Help = "with CMD: connections until interrupted, one after the other, however CMD ends" };
    private static readonly VerbOption s_timeout = ReceivePlan.TimeoutOption with { Help = "how long to wait for a connection, and then for bytes: 2, 500ms, 1m" };

    public static readonly Verb Verb = new("listen", ["ADDRESS"], "Accepts a connection: standard input goes to it, and it to standard output, or CMD gets it.",
        [SocketOptions.Type, SocketServer.Mode, SocketOptions.ReceiveDescriptors, .. TransferFormats.Options, s_count, s_follow, s_timeout], Run)
    {
        RunsCommand = true,
        Notes = ConnectionCommand.Notes + Conversation.Notes + "\nA path that a dead process left behind is replaced. Datagrams are received, not listened for.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ReceivePlan plan = ReceivePlan.Of(arguments);
        UnixSocketType type = SocketOptions.TypeOf(arguments);
        if (type == UnixSocketType.Datagram)
            throw new UsageException("datagrams need no connection: socket receive --type datagram takes them");
        if (plan.Command is null && (plan.Count != 1 || arguments.Has(SocketOptions.ReceiveDescriptors)))
            throw new UsageException("--count, --follow and --recv-fds are for connections that CMD gets");
        if (plan.Command is null)
            Conversation.CheckDescriptors();
        else
            CommandLookup.Check(plan.Command[0]);
        using UnixSocketListener listener = SocketServer.Listen(SocketOptions.AddressOf(arguments.Operands[0]), type, arguments.Mode(SocketServer.Mode));
        if (plan.Command is null)
        {
            using UnixSocket connection = listener.Accept(plan.Timeout, interruption.Token);
            return Conversation.Run(connection, plan with { Count = ReceivePlan.ToTheEnd }, interruption);
        }

        return Serve(listener, plan, arguments.Has(SocketOptions.ReceiveDescriptors), interruption);
    }

    private static int Serve(UnixSocketListener listener, ReceivePlan plan, bool receiveDescriptors, Interruption interruption)
    {
        for (long served = 0; plan.Count is not { } count || served < count; served++)
        {
            using UnixSocket connection = listener.Accept(plan.Timeout, interruption.Token);
            try
            {
                int exitCode = ConnectionCommand.Run(connection, plan.Command!, receiveDescriptors, plan.Timeout, interruption);
                if (exitCode != 0 && plan.Count is not null)
                    return exitCode;
            }
            catch (Exception e) when (plan.Count is null && e is (IOException or TimeoutException))
            {
                // One client that keeps no promise is no reason to leave the others.
                VerbRunner.Say("causeway socket listen", Remedy.Describe(e));
            }
        }

        return 0;
    }
}
