namespace Causeway.Inspection.Sockets;

/// <summary>Reads the sockets of one network namespace.</summary>
/// <param name="builder">Where UNIX sockets go.</param>
/// <param name="connections">Where TCP sockets go.</param>
/// <param name="space">The namespace.</param>
/// <param name="processId">A process in it.</param>
internal sealed class NetworkSpace(SnapshotBuilder builder, TcpSockets connections, uint space, int processId)
{
    private bool _isInterrupted;
    private Errno _error;

    /// <summary>Whether the kernel refused to list UNIX sockets, as it would in any namespace.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Asks the kernel, on a thread that is in it; reads its tables where the kernel does not answer.</summary>
    public void Read()
    {
        DumpState state = UnixSockets.Read(builder, space, out _error);
        IsRefused = state == DumpState.Failed;
        if (IsRefused)
            SocketTables.ReadUnix(builder, space, processId);

        // Of TCP the tables tell all but how many may wait at a listener.
        DumpState tcp = connections.Read(space, out _);
        if (tcp == DumpState.Failed)
            connections.Add(space, SocketTables.Tcp(processId));
        _isInterrupted = state == DumpState.Interrupted || tcp == DumpState.Interrupted;
    }

    /// <summary>Reads its tables, from outside.</summary>
    public void ReadTables()
    {
        SocketTables.ReadUnix(builder, space, processId);
        connections.Add(space, SocketTables.Tcp(processId));
    }

    /// <summary>Says what could not be seen.</summary>
    public void Tell()
    {
        if (IsRefused)
            builder.Add(new BlindSpot(BlindSpotKind.Source, 0, $"UNIX sockets without peers, queues and owners: the kernel does not list them (sock_diag: {_error}); let this process have netlink sockets (RestrictAddressFamilies= of a systemd unit), in a kernel with CONFIG_UNIX_DIAG"));
        if (_isInterrupted)
            builder.Add(new BlindSpot(BlindSpotKind.Source, 0, "the kernel's list of sockets changed whenever it was read: some may be missing; look again"));
    }
}
