using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket</c>.</summary>
internal static class SocketGroup
{
    public static readonly VerbGroup Group = new("socket", "UNIX sockets (unix(7))",
        [SocketListen.Verb, SocketConnect.Verb, SocketSend.Verb, SocketReceive.Verb, SocketStat.Verb, SocketRm.Verb],
        "ADDRESS is a path of up to 107 bytes, or @NAME for an abstract one (./@x is a path). TYPE is stream, datagram or seqpacket.");
}
