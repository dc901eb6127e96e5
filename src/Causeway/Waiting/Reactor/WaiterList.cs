namespace Causeway.Waiting;

/// <summary>One direction: how many edges it has seen, and who waits. Under the watch's gate.</summary>
internal sealed class WaiterList
{
    public uint Edges;
    private DescriptorWaiter? _first;

    public bool IsEmpty => _first is null;

    public void Add(DescriptorWaiter waiter)
    {
        waiter.Next = _first;
        _first = waiter;
    }

    public DescriptorWaiter? TakeAll(bool edge)
    {
        if (edge)
            Edges++;
        DescriptorWaiter? all = _first;
        _first = null;
        return all;
    }

    public bool TryRemove(DescriptorWaiter waiter)
    {
        if (_first == waiter)
        {
            _first = waiter.Next;
            waiter.Next = null;
            return true;
        }

        for (DescriptorWaiter? before = _first; before is not null; before = before.Next)
        {
            if (before.Next != waiter)
                continue;
            before.Next = waiter.Next;
            waiter.Next = null;
            return true;
        }

        return false;
    }
}
