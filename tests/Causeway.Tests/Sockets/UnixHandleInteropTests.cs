using System.Text;

namespace Causeway.Tests.Sockets;

/// <summary>Descriptors to and from C and Python.</summary>
public sealed class UnixHandleInteropTests : IDisposable
{
    private const string PythonSends = """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.connect(sys.argv[1])
        with open(sys.argv[2]) as f:
            socket.send_fds(s, [b'x'], [f.fileno()])
        """;

    private const string PythonReceives = """
        import os, socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.connect(sys.argv[1])
        data, fds, flags, address = socket.recv_fds(s, 100, 5)
        print(data.decode(), os.read(fds[0], 100).decode(), len(fds), bool(flags & socket.MSG_CTRUNC))
        """;

    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;
    private readonly string _file;

    public UnixHandleInteropTests()
    {
        _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));
        _file = _directory.PathOf("file");
        File.WriteAllText(_file, "contents");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("stream", UnixSocketType.Stream)]
    [InlineData("seqpacket", UnixSocketType.SeqPacket)]
    public void SendWithHandles_CReceiver_ReadsTheFile(string name, UnixSocketType type)
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address, type);
        using Peer peer = Peer.StartC("unix_handles", "receive", _address.Path!, name);
        using UnixSocket socket = listener.Accept();
        using FileStream one = File.OpenRead(_file), two = File.OpenRead(_file);
        socket.SendWithHandles("90"u8, [one.SafeFileHandle, two.SafeFileHandle]);
        ExpectBoth(peer);
    }

    [Fact]
    public void SendWithHandles_CDatagramReceiver_ReadsTheFile()
    {
        using Peer peer = Peer.StartC("unix_handles", "receive", _address.Path!, "datagram");
        peer.Expect("ready");
        using UnixSocket socket = UnixSocket.CreateDatagram();
        using FileStream one = File.OpenRead(_file), two = File.OpenRead(_file);
        socket.SendWithHandles("90"u8, [one.SafeFileHandle, two.SafeFileHandle], UnixSocketAddress.FromPath(_address.Path + ".peer"));
        ExpectBoth(peer);
    }

    [Fact]
    public void ReceiveWithHandles_PythonSendFds_FileIsUsable()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        using Peer peer = Peer.Start(new ChildProcessOptions("python3", "-c", PythonSends, _address.Path!, _file));
        using UnixSocket socket = listener.Accept();
        byte[] buffer = new byte[10];
        using UnixReceived received = socket.ReceiveWithHandles(buffer, 1);
        Assert.Equal((1, (byte)'x', false), (received.Count, buffer[0], received.HandlesTruncated));
        using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(received.Handles[0].Number, ownsHandle: false), FileAccess.Read, 1);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("contents", reader.ReadToEnd());
        peer.ExpectSuccess();
    }

    [Fact]
    public void SendWithHandles_PythonRecvFds_FileIsUsable()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        using Peer peer = Peer.Start(new ChildProcessOptions("python3", "-c", PythonReceives, _address.Path!));
        using UnixSocket socket = listener.Accept();
        using FileStream file = File.OpenRead(_file);
        socket.SendWithHandles("data"u8, [file.SafeFileHandle]);
        peer.Expect("data contents 1 False");
        peer.ExpectSuccess();
    }

    /// <summary>The two openings are two open file descriptions: each is read from its beginning.</summary>
    private static void ExpectBoth(Peer peer)
    {
        peer.Expect("data 90");
        peer.Expect("fd contents");
        peer.Expect("fd contents");
        peer.Expect("flags 0");
        peer.ExpectSuccess();
    }
}
