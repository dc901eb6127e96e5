using System.Net;
using System.Runtime.InteropServices;

namespace Causeway.Inspection.Sockets;

/// <summary>The TCP sockets of one network namespace, by their addresses.</summary>
internal sealed class TcpSpace
{
    private readonly Dictionary<TcpPair, TcpEntry> _connections = [];
    private readonly Dictionary<ushort, List<TcpEntry>> _listeners = [];

    public TcpSpace(uint space, List<TcpEntry> entries)
    {
        Space = space;
        Entries = entries;
        foreach (TcpEntry entry in entries)
        {
            if (entry.HasRemote)
                _connections[TcpPair.Of(entry)] = entry;
            else if (entry.State == InspectedSocketState.Listening)
                (CollectionsMarshal.GetValueRefOrAddDefault(_listeners, entry.LocalPort, out _) ??= []).Add(entry);
        }
    }

    /// <summary>The namespace.</summary>
    public uint Space { get; }

    public List<TcpEntry> Entries { get; }

    /// <summary>The connections that lead elsewhere than to this namespace itself.</summary>
    public IEnumerable<TcpPair> Outward => _connections.Keys.Where(static one => !IPAddress.IsLoopback(one.Local));

    public bool Has(TcpPair pair) => _connections.ContainsKey(pair);

    /// <summary>Whose a connection is; where it is not accepted yet, whose it will be; 0 for nobody: it was closed, and the kernel ends it.</summary>
    public uint HolderOf(TcpPair pair, out bool isWaiting)
    {
        TcpEntry connection = _connections.GetValueOrDefault(pair);
        isWaiting = connection.IsUnaccepted;
        return isWaiting ? ListenerAt(pair.Local, pair.LocalPort) : connection.Inode;
    }

    private uint ListenerAt(IPAddress address, ushort port)
    {
        List<TcpEntry> atPort = _listeners.GetValueOrDefault(port) ?? [];
        TcpEntry exact = atPort.Find(one => TcpPair.Plain(one.LocalAddress).Equals(address));
        return exact.Inode != 0 ? exact.Inode : atPort.Find(static one => one.LocalAddress.Equals(IPAddress.Any) || one.LocalAddress.Equals(IPAddress.IPv6Any)).Inode;
    }
}
