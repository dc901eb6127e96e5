using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <summary>Reads the records of the peer's ring. <see cref="RingWriter"/> has the protocol.</summary>
/// <remarks>Everything in the ring may change at any time: a record's word is loaded once and checked, and its length kept here.</remarks>
internal sealed unsafe partial class RingReader : RingSide
{
    public RingReader(SharedConnection connection, RingMemory memory, int direction, bool hasBarriers, SharedConnectionOptions options)
        : base(connection, memory, direction, writes: false, hasBarriers, options)
    {
    }

    /// <summary>The word of the last message that was received, and the length in it: those of the next are the same as a rule.</summary>
    private uint _lastWord = Record.MessageWord(0);
    private int _lastLength;

    /// <summary>
    /// Beyond it nothing can have been sent: from where the reader stood when the end was known, one ring. A peer that left records
    /// everywhere would else be read for ever.
    /// </summary>
    private ulong _mostAfterEnd = ulong.MaxValue;

    /// <summary>Whether the peer's end mark has been read.</summary>
    public bool HasEndMark { get; private set; }

    private protected override bool IsReady => LoadWord() != Record.None;

    private protected override uint StrideOfNext => Record.Stride((int)(LoadWord() >> Record.LengthShift));

    /// <summary>Receives the next message, which stays in the ring until its lease is disposed.</summary>
    /// <returns>False: there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out MessageLease lease)
    {
        if (TryReadQuickly(out lease))
            return true;

        // Into another variable: one whose address is taken is kept in memory for good.
        bool any = TryReadRare(out MessageLease rare);
        lease = rare;
        return any;
    }

    /// <summary>The usual case, in the caller's own body.</summary>
    /// <returns>False: there is none, or something is to be looked at first.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadQuickly(out MessageLease lease)
    {
        lease = default;
        if (!TryEnter(RingUse.Leased))
            return false;
        if (Volatile.Read(ref Stop) == 0) // (B): the memory is not touched before
        {
            ulong position = Position;
            uint word = Volatile.Read(ref *(uint*)(Ring + ((nuint)position & Mask))); // (C)

            // A guess that the processor makes, too: it goes on to the next record, whose place does not depend then on a word that is
            // still on its way from the other core. It can be wrong without harm: the word is what counts.
            if (word == _lastWord || TryLearn(word))
            {
                lease = new MessageLease(this, position, _lastLength);
                return true;
            }
        }

        Leave();
        return false;
    }

    /// <summary>The payload of the lease that is out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> PayloadOf(ulong position, int length)
    {
        if (Position != position)
            ThrowReleased();

        // SAFETY: the lease is out, so the memory is mapped; the length was checked, so the record lies within the two copies of the ring.
        return new ReadOnlySpan<byte>(Ring + ((nuint)position & Mask) + Record.HeaderBytes, length);
    }

    /// <summary>Gives the room of a lease back; does nothing for one that was released: the position has moved on, and never comes back.</summary>
    /// <remarks>Not in the caller's body: as the end of a `using` it would be a block of its own there, which keeps the caller's variables in memory.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Release(ulong position, ulong next, int messages)
    {
        if (Position == position)
            ReleaseAndLeave(next, messages);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReleaseAndLeave(ulong next, int messages)
    {
        Position = next;
        Volatile.Write(ref *Head, next); // (D) release: the payload has been read
        CrashPoint.At("ring.released");
        if (next >= BusyAt | Volatile.Read(ref *Other) != WaitingWord.Busy) // (A)
            WakeOtherAndLeaveRare(messages);
        else
            Leave(messages);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeOtherAndLeaveRare(int messages)
    {
        if (Position >= BusyAt)
            BecomeBusy();
        WakeOtherAndLeave(messages);
    }

    /// <summary>The word of the next record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint LoadWord() => Volatile.Read(ref *(uint*)(Ring + ((nuint)Position & Mask))); // (C) acquire: the payload comes with it

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsMessage(uint word) => (word & Record.KindMask) == Record.Message && Record.LengthOf(word) <= Longest;

    /// <summary>Keeps the word, and its length, if it is a message's.</summary>
    /// <remarks>By stores, not as a choice between two values: the compiler would make a move of that which waits for the word.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryLearn(uint word)
    {
        if (!IsMessage(word))
            return false;
        _lastWord = word;
        _lastLength = Record.LengthOf(word);
        return true;
    }

    /// <summary>There may be a reason to look closer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadRare(out MessageLease lease)
    {
        Enter();
        try
        {
            if (TryTakeOrThrow(out lease))
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

    /// <summary>Within a call: takes the next message; where none is there and none will come it throws why.</summary>
    /// <returns>False: there is none.</returns>
    private bool TryTakeOrThrow(out MessageLease lease)
    {
        int stop = LoadStopOrThrow();
        uint word = LoadWord();
        lease = default;
        if (!IsMessage(word))
            return IsThereNone(word, stop) ? false : throw Connection.EndFailure();
        if (Position + Record.Stride(Record.LengthOf(word)) > _mostAfterEnd)
            throw Broken(word);
        Use = RingUse.Leased;
        lease = new MessageLease(this, Position, Record.LengthOf(word));
        return true;
    }

    /// <summary>Before the look at the ring: what the peer committed before it ended is there once the end is known.</summary>
    private int LoadStopOrThrow()
    {
        int stop = Volatile.Read(ref Stop);
        if ((stop & RingStop.Bytes) != 0)
            throw new InvalidOperationException($"connection \"{Connection.Name}\" carries bytes; use GetStream or GetPipe, or the mode Messages.");
        if ((stop & RingStop.Ended) != 0 && _mostAfterEnd == ulong.MaxValue)
            _mostAfterEnd = Position + (ulong)RingBytes - Record.HeaderBytes;
        if ((stop & RingStop.Disposed) != 0 || Connection.State == SharedConnectionState.Failed)
            throw Connection.EndFailure();
        return stop;
    }

    /// <summary>Whether there is nothing yet; false: there never will be.</summary>
    /// <exception cref="PeerClosedException">It is the end mark.</exception>
    /// <exception cref="ProtocolViolationException">It is nothing that may be there.</exception>
    private bool IsThereNone(uint word, int stop)
    {
        if (word == Record.None)
            return stop == 0;
        if (word != Record.End)
            throw Broken(word);
        HasEndMark = true;
        throw Connection.NoMore();
    }

    private Exception Broken(uint word)
    {
        Connection.Fail($"a record of kind {word & Record.KindMask} and {Record.LengthOf(word)} bytes");
        return Connection.EndFailure();
    }

    private void ThrowReleased() =>
        throw new ObjectDisposedException(nameof(MessageLease), $"connection \"{Connection.Name}\": what was received was disposed; its bytes may be overwritten already.");
}
