using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Several messages that appear at once.</content>
/// <remarks>The word of the first is stored last: until then nobody follows the words behind it, and what an abandoned batch has left there is payload to whoever writes next.</remarks>
internal sealed unsafe partial class RingWriter
{
    private ulong _batchName;
    private ulong _batchEnd;
    private uint _batchWord;
    private int _batchCount;

    /// <summary>Begins a batch.</summary>
    /// <returns>Its name, which no other has.</returns>
    public ulong BeginBatch()
    {
        EnterOrThrow();
        _batchEnd = Position;
        _batchCount = 0;
        Use = RingUse.InBatch;
        return ++_batchName;
    }

    /// <summary>How many messages it has.</summary>
    public int CountOf(ulong batch) => IsCurrent(batch) ? _batchCount : 0;

    /// <summary>Adds a message.</summary>
    /// <returns>False: there is no room.</returns>
    public bool TryAdd(ulong batch, ReadOnlySpan<byte> message)
    {
        ThrowIfNotCurrent(batch);
        int length = message.Length;
        if (length > Longest)
            throw TooLong(length);
        ulong at = _batchEnd;
        ulong next = at + Record.Stride(length);
        if (next > _limit && !HasRoomAfterAll(length, at, next))
            return false;
        uint word = Add(at, message, _batchCount++ == 0);
        if (word != Record.None)
            _batchWord = word;
        _batchEnd = next;
        return true;
    }

    /// <summary>Makes all of it appear, in one store.</summary>
    public void CommitBatch(ulong batch)
    {
        ThrowIfNotCurrent(batch);
        if (IsOver)
            LeaveAndThrowWhyNot();
        if (_batchCount > 0)
            CommitFrom(_batchWord, _batchEnd);
        Leave(_batchCount);
    }

    /// <summary>Gives the room back: nothing was sent. Harmless once it was committed.</summary>
    public void AbandonBatch(ulong batch)
    {
        if (IsCurrent(batch))
            Leave();
    }

    /// <summary>Sends as many of the messages as there is room for, at once.</summary>
    /// <returns>How many.</returns>
    public int TryWriteSome(ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        foreach (ReadOnlyMemory<byte> message in messages)
        {
            if (message.Length > Longest)
                throw TooLong(message.Length, nameof(messages));
        }

        EnterOrThrow();
        ulong at = Position;
        uint first = Record.None;
        int count = 0;
        try
        {
            for (; count < messages.Length; count++)
            {
                ReadOnlySpan<byte> message = messages[count].Span;
                ulong next = at + Record.Stride(message.Length);
                if (next > _limit && !SeesRoom(at, next))
                    break;
                uint word = Add(at, message, count == 0);
                if (word != Record.None)
                    first = word;
                at = next;
            }
        }
        catch
        {
            Leave();
            throw;
        }

        if (count > 0)
            CommitFrom(first, at);
        Leave(count);
        return count;
    }

    /// <summary>Writes one record of a batch.</summary>
    /// <returns>The word of the first, which is stored last; <see cref="Record.None"/> for all others.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Add(ulong at, ReadOnlySpan<byte> message, bool isFirst)
    {
        byte* record = Ring + ((nuint)at & Mask);
        uint word = Record.MessageWord(message.Length);

        // SAFETY: the record lies within the two copies of the ring, which are mapped as long as the batch is under way.
        Copy(message, record + Record.HeaderBytes);
        CrashPoint.At("ring.payload");
        *(ulong*)(record + Record.Stride(message.Length)) = Record.None;
        CrashPoint.At("ring.cleared");
        if (!isFirst)
            *(ulong*)record = word;
        CrashPoint.At("ring.added");
        return isFirst ? word : Record.None;
    }

    /// <summary>The one store that makes all of a batch appear.</summary>
    private void CommitFrom(uint first, ulong end)
    {
        Volatile.Write(ref *(ulong*)(Ring + ((nuint)Position & Mask)), first); // (B): the others were stored before
        CrashPoint.At("ring.committed");
        Position = end;
        WakeOther();
    }

    private bool IsCurrent(ulong batch) => Use == RingUse.InBatch && _batchName == batch;

    private void ThrowIfNotCurrent(ulong batch)
    {
        if (!IsCurrent(batch))
            throw new InvalidOperationException($"connection \"{Connection.Name}\": the batch was committed or abandoned; begin another.");
    }
}
