using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>The UNIX sockets of the network namespace that this thread is in.</summary>
internal static class UnixSockets
{
    /// <summary>Asks the kernel for them.</summary>
    /// <param name="builder">Where they go.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="error">Why it failed.</param>
    /// <returns>What became of the list; of one that failed there is nothing.</returns>
    public static DumpState Read(SnapshotBuilder builder, uint space, out Errno error)
    {
        LibC.unix_diag_req request = new()
        {
            sdiag_family = LibC.AF_UNIX,
            udiag_states = uint.MaxValue,
            udiag_show = LibC.UDIAG_SHOW_NAME | LibC.UDIAG_SHOW_VFS | LibC.UDIAG_SHOW_PEER | LibC.UDIAG_SHOW_ICONS | LibC.UDIAG_SHOW_RQLEN | LibC.UDIAG_SHOW_UID,
        };
        DumpState state = SocketDump.Read<UnixEntry>(MemoryMarshal.AsBytes(new ReadOnlySpan<LibC.unix_diag_req>(in request)), UnixEntry.TryParse, out List<UnixEntry> found, out error);
        if (state != DumpState.Failed)
            Add(builder, space, found);
        return state;
    }

    /// <summary>Adds what was told.</summary>
    public static void Add(SnapshotBuilder builder, uint space, List<UnixEntry> found)
    {
        Dictionary<uint, uint> listenerOf = [];
        foreach (UnixEntry listener in found)
        {
            foreach (uint waiting in listener.Waiting ?? [])
                listenerOf[waiting] = listener.Inode;
        }

        foreach (UnixEntry entry in found)
        {
            // The end that a connection has at a listener is nobody's before it is accepted: the listener stands for it.
            bool isWaiting = listenerOf.TryGetValue(entry.Inode, out uint listener) && entry.Peer is null or 0;
            uint peer = isWaiting ? listener : entry.Peer ?? 0;
            UnixSocketObject one = new()
            {
                Id = new IpcObjectId(IpcKind.Socket, 0, entry.Inode),
                Namespace = space,
                Name = entry.Name,
                UserId = entry.UserId,
                Type = entry.Type,
                State = isWaiting ? InspectedSocketState.Connecting : entry.State,
                Peer = peer == 0 ? null : new IpcObjectId(IpcKind.Socket, 0, peer),
                ReceiveQueue = entry.ReceiveQueue,
                SendQueue = entry.SendQueue,
                FileDevice = entry.File?.udiag_vfs_dev,
                FileInode = entry.File?.udiag_vfs_ino,
            };
            builder.Set(one);
            if (one.State == InspectedSocketState.Listening)
                builder.SetRole(one.Id, IpcRole.Listener);
        }
    }
}
