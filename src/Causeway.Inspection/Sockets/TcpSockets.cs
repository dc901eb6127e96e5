using System.Net;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>
/// The TCP sockets of all network namespaces: listeners, those whose other end is on this machine, and those that a process has
/// that was read.
/// </summary>
/// <param name="builder">Where they go.</param>
/// <param name="open">The sockets that processes have.</param>
internal sealed class TcpSockets(SnapshotBuilder builder, HashSet<IpcObjectId> open)
{
    private readonly List<TcpSpace> _spaces = [];

    /// <summary>Which namespace has a connection that leads out of it; null where several have.</summary>
    private readonly Dictionary<TcpPair, TcpSpace?> _outward = [];

    /// <summary>Asks the kernel for those of the network namespace that this thread is in.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="error">Why it failed.</param>
    /// <returns>What became of the list; of one that failed there is nothing.</returns>
    public DumpState Read(uint space, out Errno error)
    {
        List<TcpEntry> found = [];
        DumpState four = Read(LibC.AF_INET, found, out error);
        if (four == DumpState.Failed)
            return four;
        DumpState six = Read(LibC.AF_INET6, found, out error);
        if (six == DumpState.Failed)
            return six;
        Add(space, found);
        return four == DumpState.Done ? six : four;
    }

    /// <summary>Adds those of a namespace.</summary>
    public void Add(uint space, List<TcpEntry> entries)
    {
        TcpSpace one = new(space, entries);
        _spaces.Add(one);
        foreach (TcpPair pair in one.Outward)
        {
            if (!_outward.TryAdd(pair, one))
                _outward[pair] = null;
        }
    }

    /// <summary>Makes objects of them, when all namespaces were read.</summary>
    public void Set()
    {
        foreach (TcpSpace space in _spaces)
        {
            foreach (TcpEntry entry in space.Entries.Where(static one => one.Inode != 0))
                Set(space, entry);
        }
    }

    private void Set(TcpSpace space, in TcpEntry entry)
    {
        TcpPair other = TcpPair.Of(entry).Swapped;
        TcpSpace? where = !entry.HasRemote ? null : space.Has(other) ? space : _outward.GetValueOrDefault(other);

        // The end at the listener is nobody's before it is accepted: the listener stands for it, as with UNIX sockets.
        bool isWaiting = false;
        uint peer = where?.HolderOf(other, out isWaiting) ?? 0;
        IpcObjectId id = new(IpcKind.Socket, 0, entry.Inode);
        if (entry.State == InspectedSocketState.Listening)
            builder.SetRole(id, IpcRole.Listener);
        else if (where is null && !IPAddress.IsLoopback(entry.LocalAddress) && !open.Contains(id))
            return;
        builder.Set(new TcpSocketObject
        {
            Id = id,
            Namespace = space.Space,
            UserId = entry.UserId,
            Local = new IPEndPoint(entry.LocalAddress, entry.LocalPort),
            Remote = entry.HasRemote ? new IPEndPoint(entry.RemoteAddress, entry.RemotePort) : null,
            State = isWaiting && peer != 0 && entry.State == InspectedSocketState.Connected ? InspectedSocketState.Connecting : entry.State,
            TcpState = entry.Tcp,
            Peer = peer == 0 ? null : new IpcObjectId(IpcKind.Socket, 0, peer),
            ReceiveQueue = entry.ReceiveQueue,
            SendQueue = entry.SendQueue,
        });
    }

    private static DumpState Read(byte family, List<TcpEntry> found, out Errno error)
    {
        // Those without an inode are the kernel's own: there may be many, and of the ones half open nothing is to be said.
        const uint Unwanted = 1u << LibC.TCP_TIME_WAIT | 1u << LibC.TCP_SYN_RECV;
        LibC.inet_diag_req_v2 request = new() { sdiag_family = family, sdiag_protocol = LibC.IPPROTO_TCP, idiag_states = ~Unwanted };
        DumpState state = SocketDump.Read<TcpEntry>(MemoryMarshal.AsBytes(new ReadOnlySpan<LibC.inet_diag_req_v2>(in request)), TcpEntry.TryParse, out List<TcpEntry> some, out error);
        found.AddRange(some);
        return state;
    }
}
