namespace Causeway.Waiting;

/// <summary>Those who wait for one object in this process, the longest first. Under the object's gate.</summary>
internal struct WaiterQueue
{
    private LocalWaiter? _last;

    /// <summary>The one that waits longest.</summary>
    public LocalWaiter? First { get; private set; }

    /// <summary>Adds one at the end.</summary>
    public void Add(LocalWaiter waiter)
    {
        waiter.IsQueued = true;
        waiter.Next = null;
        waiter.Previous = _last;
        if (_last is null)
            First = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
    }

    /// <summary>Takes one out.</summary>
    /// <returns>False: it is not in it any more.</returns>
    public bool TryRemove(LocalWaiter waiter)
    {
        if (!waiter.IsQueued)
            return false;
        waiter.IsQueued = false;
        if (waiter.Previous is null)
            First = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
        waiter.Previous = null;
        waiter.Next = null;
        return true;
    }
}
