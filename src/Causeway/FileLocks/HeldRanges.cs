namespace Causeway;

/// <summary>
/// The ranges that one <see cref="RecordLock"/> holds or is about to: never two that overlap, because the kernel would make
/// one of them, and releasing one would release the other.
/// </summary>
/// <remarks>Thread-safe; allocates while it grows.</remarks>
internal sealed class HeldRanges
{
    private readonly Lock _gate = new();
    private Held[] _held = new Held[4];
    private int _count;
    private long _turns;

    /// <summary>How many.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Reserves a range that is to be locked; <see cref="Settle"/>, <see cref="Abandon"/> or <see cref="Remove"/> follows.</summary>
    /// <returns>Its turn; 0 where it overlaps another.</returns>
    public long Add(FileRange range)
    {
        lock (_gate)
        {
            for (int index = 0; index < _count; index++)
            {
                if (_held[index].Range.Overlaps(range))
                    return 0;
            }

            if (_count == _held.Length)
                Array.Resize(ref _held, _count * 2);
            _held[_count++] = new Held(range, ++_turns, Mode: null, IsBusy: true);
            return _turns;
        }
    }

    /// <summary>Reserves a range that is held, to convert or release it; <see cref="Settle"/>, <see cref="Abandon"/> or <see cref="Remove"/> follows.</summary>
    /// <returns>Its turn; 0 where exactly this range is not held, or another thread is at it.</returns>
    public long Take(FileRange range)
    {
        lock (_gate)
        {
            for (int index = 0; index < _count; index++)
            {
                if (_held[index].Range == range)
                    return Begin(index);
            }
        }

        return 0;
    }

    /// <summary>Reserves what is held since this turn.</summary>
    /// <returns>Whether it is held.</returns>
    public bool Take(long turn, out FileRange range)
    {
        lock (_gate)
        {
            int index = IndexOf(turn);
            range = index < 0 ? default : _held[index].Range;
            return index >= 0 && Begin(index) != 0;
        }
    }

    /// <summary>Any range that is held, reserved to be released; 0 where none is.</summary>
    public long TakeAny(out FileRange range)
    {
        lock (_gate)
        {
            int index = Array.FindIndex(_held, 0, _count, static one => !one.IsBusy);
            range = index < 0 ? default : _held[index].Range;
            return index < 0 ? 0 : Begin(index);
        }
    }

    /// <summary>How exactly this range is held; null where it is not, or a call about it is under way.</summary>
    public FileLockMode? ModeOf(FileRange range)
    {
        lock (_gate)
        {
            int index = Array.FindIndex(_held, 0, _count, one => one.Range == range);
            return index < 0 || _held[index].IsBusy ? null : _held[index].Mode;
        }
    }

    /// <summary>It is held.</summary>
    public void Settle(long turn, FileLockMode mode)
    {
        lock (_gate)
            _held[IndexOf(turn)] = _held[IndexOf(turn)] with { Mode = mode, IsBusy = false };
    }

    /// <summary>It is as it was before it was reserved: held as before, or not at all.</summary>
    public void Abandon(long turn)
    {
        lock (_gate)
        {
            int index = IndexOf(turn);
            if (_held[index].Mode is null)
                _held[index] = _held[--_count];
            else
                _held[index] = _held[index] with { IsBusy = false };
        }
    }

    /// <summary>It is not held any more.</summary>
    public void Remove(long turn)
    {
        lock (_gate)
            _held[IndexOf(turn)] = _held[--_count];
    }

    private long Begin(int index)
    {
        if (_held[index].IsBusy)
            return 0;
        _held[index] = _held[index] with { IsBusy = true };
        return _held[index].Turn;
    }

    private int IndexOf(long turn)
    {
        for (int index = 0; index < _count; index++)
        {
            if (_held[index].Turn == turn)
                return index;
        }

        return -1;
    }

    /// <summary>One range.</summary>
    /// <param name="Range">Which.</param>
    /// <param name="Turn">When it was taken: a number of its own.</param>
    /// <param name="Mode">How it is held; null where it is not yet.</param>
    /// <param name="IsBusy">Whether a call about it is under way.</param>
    private readonly record struct Held(FileRange Range, long Turn, FileLockMode? Mode, bool IsBusy);
}
