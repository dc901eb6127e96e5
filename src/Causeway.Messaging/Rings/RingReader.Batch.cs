using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Receiving several messages at once: their room is given back in one step.</content>
internal sealed unsafe partial class RingReader
{
    /// <summary>Receives the messages that are there.</summary>
    /// <returns>False: there is none.</returns>
    public bool TryReadBatch(int most, out MessageBatch batch)
    {
        Enter();
        try
        {
            if (TryTakeBatchOrThrow(most, out batch))
                return true;
        }
        catch
        {
            Leave();
            throw;
        }

        Leave();
        return false;
    }

    /// <summary>Goes on to the next message of a batch, whose word may have changed since it was counted.</summary>
    /// <returns>The position after it; the end where there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextOf(ulong position, ulong at, ulong end, out ReadOnlySpan<byte> payload)
    {
        if (Position != position)
            ThrowReleased();
        byte* record = Ring + ((nuint)at & Mask);
        uint word = Volatile.Read(ref *(uint*)record);
        if (word != _lastWord && !TryLearn(word))
            throw Broken(word);
        int length = _lastLength;
        ulong next = at + Record.Stride(length);
        if (next > end)
            throw Broken(word);

        // SAFETY: the lease is out, so the memory is mapped; the length was checked, so the record lies within the two copies of the ring.
        payload = new ReadOnlySpan<byte>(record + Record.HeaderBytes, length);
        return next;
    }

    private bool TryTakeBatchOrThrow(int most, out MessageBatch batch)
    {
        int stop = LoadStopOrThrow();
        ulong start = Position;
        ulong at = start;
        int count = 0;
        uint word = Record.None;
        uint last = _lastWord;
        uint stride = Record.Stride(_lastLength);
        while (count < most && at - start < (ulong)RingBytes)
        {
            word = Volatile.Read(ref *(uint*)(Ring + ((nuint)at & Mask))); // (C)
            if (word != last)
            {
                // The same guess as for one message: where the next record lies does not wait for this one's word.
                if (!IsMessage(word))
                    break;
                last = word;
                stride = Record.Stride(Record.LengthOf(word));
            }

            if (at + stride > _mostAfterEnd)
                break;
            at += stride;
            count++;
        }

        batch = default;
        if (count == 0 && IsMessage(word))
            throw Broken(word);
        if (count == 0)
            return IsThereNone(word, stop) ? false : throw Connection.EndFailure();
        if (at - start > (ulong)RingBytes - Record.HeaderBytes)
            throw Broken(word);
        Use = RingUse.Leased;
        batch = new MessageBatch(this, start, at, count);
        return true;
    }
}
