using System.Globalization;

namespace Causeway.Inspection.Tests.Sockets;

/// <summary>A C program with sockets of every sort (tests/Peers/zoo_sockets.c).</summary>
internal sealed class SocketZoo : IDisposable
{
    private readonly Dictionary<string, (uint Inode, int Descriptor)> _said = [];
    private readonly Peer _peer;

    /// <summary>Starts it.</summary>
    /// <param name="directory">Where its paths are.</param>
    /// <param name="launcher">What starts it, with options; nothing for itself.</param>
    public SocketZoo(string directory, params string[] launcher)
    {
        Directory = directory;
        Name = Guid.NewGuid().ToString("N");
        string[] command = [.. launcher, CCompiler.Compile("zoo_sockets"), directory, Name];
        _peer = Peer.Start(new ChildProcessOptions(command[0], command[1..]));
        while (true)
        {
            string? line = _peer.ReadLine();
            if (line is null)
                throw Ended();
            string[] words = line.Split(' ');
            uint number = uint.Parse(words[1], CultureInfo.InvariantCulture);
            if (words[0] == "ready")
            {
                ChildId = (int)number;
                return;
            }

            _said[words[0]] = (number, int.Parse(words[2], CultureInfo.InvariantCulture));
        }
    }

    public string Directory { get; }

    /// <summary>What its abstract name ends with.</summary>
    public string Name { get; }

    public int ProcessId => _peer.Process.Id;

    /// <summary>Who has the socket that was passed, too.</summary>
    public int ChildId { get; }

    /// <summary>What it calls its sockets.</summary>
    public IEnumerable<string> Words => _said.Keys;

    public IpcObjectId Id(string word) => new(IpcKind.Socket, 0, _said[word].Inode);

    public int Descriptor(string word) => _said[word].Descriptor;

    public UnixSocketObject Unix(InspectionSnapshot snapshot, string word) => Assert.IsType<UnixSocketObject>(snapshot.Find(Id(word)));

    public TcpSocketObject Tcp(InspectionSnapshot snapshot, string word) => Assert.IsType<TcpSocketObject>(snapshot.Find(Id(word)));

    /// <summary>Has it do something, and waits until it is done.</summary>
    public void Do(string what)
    {
        _peer.Send(what);
        _peer.Expect("done");
    }

    private InvalidOperationException Ended()
    {
        InvalidOperationException ended = new($"the zoo ended: {_peer.Errors}");
        _peer.Dispose();
        return ended;
    }

    public void Dispose()
    {
        _peer.CloseInput();
        _peer.ExpectSuccess();
        _peer.Dispose();
    }
}
