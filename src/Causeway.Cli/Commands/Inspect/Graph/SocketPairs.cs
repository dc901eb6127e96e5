namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>Puts together sockets that are connected to each other.</summary>
internal static class SocketPairs
{
    /// <summary>The objects of a snapshot in their order, and with each socket those that are reached through peers.</summary>
    public static IEnumerable<List<IpcObject>> Join(InspectionSnapshot snapshot)
    {
        Dictionary<IpcObjectId, List<IpcObject>> groups = [];
        foreach (SocketObject socket in snapshot.Objects.OfType<SocketObject>())
        {
            if (socket.Peer is { } id && snapshot.Find(id) is { } peer)
                Unite(groups, socket, peer);
        }

        foreach (IpcObject one in snapshot.Objects)
        {
            if (!groups.TryGetValue(one.Id, out List<IpcObject>? group))
                yield return [one];
            else if (group.TrueForAll(other => other.Id >= one.Id))
                yield return [.. group.OrderBy(static member => member.Id)];
        }
    }

    private static void Unite(Dictionary<IpcObjectId, List<IpcObject>> groups, IpcObject left, IpcObject right)
    {
        List<IpcObject> one = GroupOf(groups, left);
        List<IpcObject> other = GroupOf(groups, right);
        if (ReferenceEquals(one, other))
            return;
        (List<IpcObject> large, List<IpcObject> small) = one.Count >= other.Count ? (one, other) : (other, one);
        large.AddRange(small);
        foreach (IpcObject member in small)
            groups[member.Id] = large;
    }

    private static List<IpcObject> GroupOf(Dictionary<IpcObjectId, List<IpcObject>> groups, IpcObject one)
    {
        if (!groups.TryGetValue(one.Id, out List<IpcObject>? group))
            groups.Add(one.Id, group = [one]);
        return group;
    }
}
