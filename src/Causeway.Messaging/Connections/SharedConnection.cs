using Causeway.Messaging.Connections;
using Causeway.Messaging.Layout;
using Causeway.Messaging.Meeting;
using Causeway.Messaging.Rings;
using Causeway.Messaging.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Causeway;

/// <summary>A connection of two processes through shared memory: the fastest way between them, both ways, that survives the death of either.</summary>
/// <remarks>
/// <para>
/// Two rings in one sealed memfd, one for each direction. One thread may send and one receive at a time: a second one is refused
/// where it is seen, and where it is not messages are torn and, at the end, memory is unmapped under it. <see cref="Dispose"/> may be called by any thread, and ends what waits. A send or a receive makes no system call unless
/// the other side sleeps or there is nothing to do but wait.
/// </para>
/// <para>
/// The life of the connection is its meeting socket: when the peer's process ends, however, the kernel hangs up. Everything that it had committed is
/// received first, then comes <see cref="PeerDiedException"/>, or <see cref="PeerClosedException"/> where it had disposed its side. <see cref="Abort"/> looks like a death. A peer that is stopped
/// (SIGSTOP) only makes the other wait.
/// </para>
/// </remarks>
public sealed partial class SharedConnection : IDisposable
{
    private readonly RingWriter _writer;
    private readonly RingReader _reader;
    private readonly int _ownDirection;
    private readonly ILogger _log;
    private readonly ConnectionTally _tally;

    internal SharedConnection(MeetingOutcome outcome)
    {
        Name = outcome.Name;
        Peer = outcome.Peer;
        Mode = outcome.Mode;
        Socket = outcome.Socket;
        Memory = outcome.Memory;
        _ownDirection = outcome.IsConnector ? RingLayout.FromConnector : RingLayout.FromAcceptor;
        _writer = new RingWriter(this, Memory, _ownDirection, outcome.HasBarriers, outcome.Options);
        _reader = new RingReader(this, Memory, 1 - _ownDirection, outcome.HasBarriers, outcome.Options);
        if (Mode == SharedConnectionMode.Stream)
        {
            _writer.Halt(RingStop.Bytes);
            _reader.Halt(RingStop.Bytes);
        }

        _log = outcome.Options.Logger ?? NullLogger.Instance;
        _tally = ConnectionMetrics.Opened(this);
        Socket.Start(this);
    }

    /// <summary>What it is called: the name of the listener that it was connected to.</summary>
    public string Name { get; }

    /// <summary>Who is at the other side, as the kernel said when it connected (SO_PEERCRED).</summary>
    public UnixCredentials Peer { get; }

    /// <summary>What it carries.</summary>
    public SharedConnectionMode Mode { get; }

    /// <summary>The size of each of its two rings.</summary>
    public int RingBytes => Memory.RingBytes;

    /// <summary>The longest message: half the ring, less its header.</summary>
    public int MaxMessageBytes => Record.LongestIn(RingBytes);

    /// <summary>Whether the peer has said that nothing more will come, and all before that has been received.</summary>
    public bool IsCompleted => _reader.HasEndMark;

    /// <summary>What has gone through its rings.</summary>
    internal (RingTraffic Sent, RingTraffic Received) Traffic => (_writer.Traffic, _reader.Traffic);

    internal MeetingSocket Socket { get; }

    /// <summary>Both rings.</summary>
    internal RingMemory Memory { get; }

    /// <summary>Whether a receive is under way, or its lease is out.</summary>
    internal bool IsReceiving => !_reader.IsFree;

    /// <summary>Both ends within this process.</summary>
    internal static (SharedConnection Connector, SharedConnection Acceptor) CreatePair(SharedConnectionOptions options, SharedConnectionOptions? acceptorOptions = null, string name = "pair")
    {
        (MeetingSocket one, MeetingSocket two) = MeetingSocket.CreatePair();
        return CreatePair(options, one, two, acceptorOptions, name);
    }

    /// <summary>Both ends within this process, over sockets of the caller's.</summary>
    internal static (SharedConnection Connector, SharedConnection Acceptor) CreatePair(SharedConnectionOptions options, MeetingSocket one, MeetingSocket two, SharedConnectionOptions? acceptorOptions = null, string name = "pair")
    {
        int ringBytes = options.RingBytes == 0 ? SharedConnectionOptions.DefaultRingBytes : options.RingBytes;
        bool barriers = Membarrier.IsRegistered;
        RingMemory first = RingMemory.Create(options.Mode, ringBytes, barriers, name, Environment.ProcessId);
        using MemoryFile file = MemoryFile.From(first.Descriptor.Duplicate());
        first.CloseDescriptor();
        RingMemory second = RingMemory.Open(file, options.Mode, ringBytes, barriers);
        return (new SharedConnection(new MeetingOutcome(name, one, second, IsConnector: true, UnixCredentials.Current, options.Mode, ringBytes, barriers, options)),
            new SharedConnection(new MeetingOutcome(name, two, first, IsConnector: false, UnixCredentials.Current, options.Mode, ringBytes, barriers, acceptorOptions ?? options)));
    }
}
