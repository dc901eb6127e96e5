using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket receive</c>.</summary>
internal static class SocketReceive
{
    private static readonly VerbOption s_count = ReceivePlan.CountOption with { Help = "take N messages (lines of a stream); of a connection all unless given, else 1" };
    private static readonly VerbOption s_follow = ReceivePlan.Follow with { Help = "take messages until interrupted, of one connection after the other" };

    public static readonly Verb Verb = new("receive", ["ADDRESS"], "Binds the address and takes messages: of a connection to its end, or datagrams.",
        [SocketOptions.Type, SocketServer.Mode, .. TransferFormats.Options, s_count, s_follow, ReceivePlan.TimeoutOption], Run)
    {
        RunsCommand = true,
        Notes = ReceivePlan.Notes +
            """

            CMD gets the descriptors that came with its message as 3, 4, ...; of a stream its message is what came first.
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        UnixSocketType type = SocketOptions.TypeOf(arguments);
        bool single = type == UnixSocketType.Datagram || arguments.Command is not null;
        ReceivePlan plan = ReceivePlan.Of(arguments, single ? 1 : ReceivePlan.ToTheEnd);
        if (type == UnixSocketType.Stream && plan is { Format: TransferFormat.Raw, Command: null } && arguments.Has(ReceivePlan.CountOption))
            throw new UsageException("--count counts lines of a stream: it needs --text, --hex or --json");
        UnixFileMode? mode = arguments.Mode(SocketServer.Mode);
        UnixSocketAddress address = SocketOptions.AddressOf(arguments.Operands[0]);
        if (type == UnixSocketType.Datagram)
        {
            using UnixSocket socket = SocketServer.BindDatagram(address, mode);
            socket.ReceivesCredentials = true;
            return ReceiveLoop.Run(plan, interruption, new SocketMessages(socket, plan, wholeReads: false).Next);
        }

        using UnixSocketListener listener = SocketServer.Listen(address, type, mode);
        using ConnectionMessages messages = new(listener, plan);
        return ReceiveLoop.Run(plan, interruption, messages.Next);
    }
}
