using System.Buffers.Binary;
using Causeway.Messaging.Layout;

namespace Causeway.Inspection.Connections;

/// <summary>Counts the records of a ring that wait to be received, while both sides go on.</summary>
/// <remarks>
/// <code>
/// Whoever looks                                    Writer, reader
/// copies records from p on                         a record at p is written over only when
/// copies head                                      head has passed p
/// head &lt;= p: the copy is of what was committed
/// head &gt; p:  it may be anything; begin again
/// </code>
/// Nothing of it is believed: kinds and lengths are checked as a reader would, and the number of steps is bounded.
/// </remarks>
internal ref struct RingCount(ConnectionMemory memory, int direction, int ringBytes)
{
    private const int WindowBytes = 4096;

    /// <summary>As many looks in a row as the reader may move on in.</summary>
    private const int MostRounds = 8;

    /// <summary>16 MiB of records, or 4096 large ones.</summary>
    private const int MostWindows = 4096;

    /// <summary>Positions begin at 0 and do not come near this.</summary>
    private const ulong MostPosition = 1UL << 62;

    private readonly ulong _control = (ulong)(RingLayout.Control + direction * RingLayout.ControlStride);
    private readonly ulong _ring = (ulong)(RingLayout.HeaderBytes + (long)direction * ringBytes);
    private readonly ulong _bytes = (ulong)ringBytes;
    private int _windows;
    private ulong _head;
    private ulong _next;

    private enum Outcome
    {
        Whole,
        Partial,
        Moved,
        Broken,
    }

    /// <summary>What comes behind the records of a window.</summary>
    private enum Behind
    {
        More,
        Nothing,

        /// <summary>A record that has no room beside the first ones, unless those have been received meanwhile.</summary>
        TooMuch,
        Nonsense,
    }

    /// <summary>Where the reader is.</summary>
    public readonly ulong Head => _head;

    /// <summary>Behind the last record.</summary>
    public readonly ulong Tail => _next;

    public long Messages { get; private set; }

    public long PayloadBytes { get; private set; }

    /// <summary>Whether there may be more.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Whether the writer's end mark was found.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>Counts them.</summary>
    /// <returns>False: it cannot be read, or is nothing that a writer and a reader of this version have made.</returns>
    public bool TryCount()
    {
        Outcome outcome = Outcome.Broken;
        for (int round = 0; round < MostRounds && _windows < MostWindows; round++)
        {
            outcome = Walk();
            IsPartial = outcome == Outcome.Partial;
            if (outcome is Outcome.Whole or Outcome.Partial)
                break;
        }

        // Both are at it all the time: what was counted at last was there, if not all at once.
        return outcome != Outcome.Broken;
    }

    private Outcome Walk()
    {
        (Messages, PayloadBytes, HasEnd) = (0, 0, false);
        Span<byte> window = stackalloc byte[WindowBytes];
        if (!memory.TryRead(_control + RingLayout.Head64, window[..sizeof(ulong)]))
            return Outcome.Broken;
        _head = _next = BinaryPrimitives.ReadUInt64LittleEndian(window);
        if (!IsPosition(_head))
            return Outcome.Broken;
        while (_windows++ < MostWindows)
        {
            ulong at = _next % _bytes;
            Span<byte> records = window[..(int)Math.Min(WindowBytes, _bytes - at)];
            if (!memory.TryRead(_ring + at, records, _control + RingLayout.Head64, out ulong head) || !IsPosition(head) || head < _head)
                return Outcome.Broken;
            if (head > _next)
                return Outcome.Moved;
            switch (Take(records))
            {
                case Behind.Nothing:
                    return head == _head ? Outcome.Whole : Outcome.Moved;
                case Behind.TooMuch:
                    return head == _head ? Outcome.Broken : Outcome.Moved;
                case Behind.Nonsense:
                    return Outcome.Broken;
            }
        }

        return Outcome.Partial;
    }

    /// <summary>Counts the records that begin in a window.</summary>
    private Behind Take(scoped ReadOnlySpan<byte> records)
    {
        for (ulong at = 0; at < (ulong)records.Length;)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(records[(int)at..]);
            HasEnd = word == Record.End;
            if (word == Record.None || HasEnd)
                return Behind.Nothing;
            int length = Record.LengthOf(word);
            if ((word & Record.KindMask) != Record.Message || length > Record.LongestIn((int)_bytes))
                return Behind.Nonsense;
            if (_next - _head + Record.Stride(length) + Record.HeaderBytes > _bytes)
                return Behind.TooMuch;
            Messages++;
            PayloadBytes += length;
            at += Record.Stride(length);
            _next += Record.Stride(length);
        }

        return Behind.More;
    }

    private static bool IsPosition(ulong position) => position <= MostPosition && position % Record.HeaderBytes == 0;
}
