using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket receive</c>.</summary>
internal static class SocketReceive
{
    private static readonly VerbOption s_count = ReceivePlan.CountOption with { Help = "take N messages (lines of a stream); of a connection all unless given, else 1" };
    private static readonly VerbOption s_follow = ReceivePlan.Follow with { Help = "take messages until interrupted, of one connection after the other" };

    private static readonly VerbOption s_reply = new("--reply", Value: null, "with --type datagram: what CMD prints goes back to the sender");

    public static readonly Verb Verb = new("receive", ["ADDRESS"], "Binds the address and takes messages: of a connection to its end, or datagrams.",
        [SocketOptions.Type, SocketServer.Mode, s_reply, .. TransferFormats.Options, s_count, s_follow, ReceivePlan.TimeoutOption], Run)
    {
        RunsCommand = true,
        Notes = ReceivePlan.Notes +
            """

            CMD gets the descriptors that came with its message as 3, 4, ...; of a stream its message is what came first. With
            --reply, what CMD prints is one datagram to the sender; an answer that it does not take within a second is dropped.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        UnixSocketType type = SocketOptions.TypeOf(arguments);
        bool single = type == UnixSocketType.Datagram || arguments.Command is not null;
        ReceivePlan plan = ReceivePlan.Of(arguments, single ? 1 : ReceivePlan.ToTheEnd);
        if (type == UnixSocketType.Stream && plan is { Format: TransferFormat.Raw, Command: null } && arguments.Has(ReceivePlan.CountOption))
            throw new UsageException("--count counts lines of a stream: it needs --text, --hex or --json");
        bool answers = arguments.Has(s_reply);
        if (answers && (type != UnixSocketType.Datagram || plan.Command is null))
            throw new UsageException("--reply is for CMD and --type datagram; socket listen gives CMD a connection, which goes both ways");
        UnixFileMode? mode = arguments.Mode(SocketServer.Mode);
        UnixSocketAddress address = SocketOptions.AddressOf(arguments.Operands[0]);
        if (type == UnixSocketType.Datagram)
        {
            using UnixSocket socket = SocketServer.BindDatagram(address, mode);
            socket.ReceivesCredentials = true;
            return ReceiveLoop.Run(plan, interruption, new SocketMessages(socket, plan, wholeReads: false, answers).Next);
        }

        using UnixSocketListener listener = SocketServer.Listen(address, type, mode);
        using ConnectionMessages messages = new(listener, plan);
        return ReceiveLoop.Run(plan, interruption, messages.Next);
    }
}
