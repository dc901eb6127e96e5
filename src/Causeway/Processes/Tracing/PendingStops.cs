namespace Causeway;

/// <summary>
/// Stops that were fetched and not yet handled. With several threads all that have stopped are fetched before the first
/// of them goes on: a wait begins with the longest traced, and some that stop all the time would keep the rest from ever being seen.
/// </summary>
internal sealed class PendingStops
{
    private (int Id, int Status)[] _stops = new (int, int)[16];
    private int _next;
    private int _count;

    public bool TryTake(out int id, out int status)
    {
        if (_next == _count)
        {
            _next = _count = 0;
            id = status = 0;
            return false;
        }

        (id, status) = _stops[_next++];
        return true;
    }

    /// <summary>Fetches all that have stopped by now.</summary>
    public void Fetch()
    {
        while (TraceWait.Try(out int status) is var id and > 0)
            Add(id, status);
    }

    private void Add(int id, int status)
    {
        // A thread that was killed out of a stop, or took over an id by execve, is where the later one says.
        for (int i = _next; i < _count; i++)
        {
            if (_stops[i].Id == id)
            {
                _stops[i].Status = status;
                return;
            }
        }

        if (_count == _stops.Length)
            Array.Resize(ref _stops, _count * 2);
        _stops[_count++] = (id, status);
    }
}
