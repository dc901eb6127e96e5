using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Socket;

/// <summary>How sockets are named and chosen on the command line.</summary>
internal static class SocketOptions
{
    public static readonly VerbOption Type = new("--type", "TYPE", "stream, datagram or seqpacket; stream unless given");
    public static readonly VerbOption Bind = new("--bind", "ADDRESS", "with --type datagram: this end's own address, which answers come to");
    public static readonly VerbOption ReceiveDescriptors = new("--recv-fds", Value: null, "wait for descriptors first; they are 3, 4, ... in CMD");

    /// <summary>The type asked for.</summary>
    /// <exception cref="UsageException">Not one.</exception>
    public static UnixSocketType TypeOf(VerbArguments arguments) => arguments.Text(Type) switch
    {
        null or "stream" => UnixSocketType.Stream,
        "datagram" or "dgram" => UnixSocketType.Datagram,
        "seqpacket" => UnixSocketType.SeqPacket,
        var other => throw new UsageException($"--type {other}: stream, datagram or seqpacket"),
    };

    /// <summary>An address as people write it.</summary>
    /// <param name="text">A path, or @ and a name.</param>
    /// <param name="whose">The operand or option that it was given as.</param>
    /// <exception cref="UsageException">Empty.</exception>
    /// <exception cref="ArgumentException">Too long.</exception>
    public static UnixSocketAddress AddressOf(string text, string whose = "ADDRESS") => text switch
    {
        "" => throw new UsageException($"{whose} is empty: a path, or @ and an abstract name, is needed"),
        "@" => throw new UsageException($"{whose} @ has no name: the empty abstract name is for the kernel to choose"),
        ['@', .. var name] => UnixSocketAddress.FromAbstractName(name),
        _ => UnixSocketAddress.FromPath(text),
    };

    /// <summary>A socket whose peer is the first operand.</summary>
    public static UnixSocket Connect(VerbArguments arguments, TimeSpan? timeout, CancellationToken token)
    {
        UnixSocketAddress peer = AddressOf(arguments.Operands[0]);
        UnixSocketType type = TypeOf(arguments);
        if (arguments.Text(Bind) is not { } own)
            return UnixSocket.Connect(peer, type, timeout, token);
        if (type != UnixSocketType.Datagram)
            throw new UsageException("--bind belongs to --type datagram");
        UnixSocket socket = SocketServer.BindDatagram(AddressOf(own, Bind.Name));
        try
        {
            socket.SetPeer(peer);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
