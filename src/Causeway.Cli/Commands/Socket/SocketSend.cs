using System.Runtime.InteropServices;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket send</c>.</summary>
internal static class SocketSend
{
    public static readonly Verb Verb = new("send", ["ADDRESS", "[MESSAGE...]"], "Connects, sends messages and closes.",
        [SocketOptions.Type, SocketOptions.Bind, PassedDescriptors.Option, .. SendOptions.All], Run)
    {
        Notes = SendOptions.Notes +
            """

            Into a stream each is written with a line feed, and standard input as it is. With --fd the first message is written as
            it is and takes the descriptors along; without a MESSAGE a zero byte carries them: causeway socket send PATH --fd 3 3<FILE
            """,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan? timeout = arguments.Duration(SendOptions.Timeout);
        TransferFormat format = TransferFormats.Of(arguments);
        SafeHandle[] descriptors = PassedDescriptors.Of(arguments);
        string[] messages = [.. arguments.Operands.Skip(1)];
        using UnixSocket socket = SocketOptions.Connect(arguments, timeout, interruption.Token);
        bool first = descriptors.Length > 0;
        if (first && messages is [] && format == TransferFormat.Raw)
            socket.SendWithHandles(PassedDescriptors.Carrier.Span, descriptors, receiver: null, timeout, interruption.Token);
        else if (socket.Type == UnixSocketType.Stream && !first)
            StreamRecords.Send(messages, format, lineFeeds: true, long.MaxValue, Send, interruption.Token);
        else
            OutgoingMessages.ForEach(messages, format, SocketMessages.LongestTo(socket), message => Send(message.Data), interruption.Token);
        return 0;

        void Send(ReadOnlyMemory<byte> data)
        {
            if (first)
                socket.SendWithHandles(data.Span, descriptors, receiver: null, timeout, interruption.Token);
            else
                socket.Send(data.Span, timeout, interruption.Token);
            first = false;
        }
    }
}
