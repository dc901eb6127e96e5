using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <summary>One side of one ring as this process uses it: the writer of its own ring or the reader of the peer's.</summary>
/// <remarks>
/// <para>
/// One user at a time, which says so in <see cref="Use"/> with a plain store; Dispose looks there before it lets the memory go:
/// </para>
/// <code>
/// // Call                              Dispose
/// // (A) Use = InCall                  (C) Stop |= Disposed
/// //     no fence of its own  &lt;---&gt;    (D) barrier in every thread of this process (membarrier(2))
/// // (B) if (Stop != 0) refuse         tells the peer
/// //     the call                      (G) mayLetGo = true, full fence
/// // (E) Use = Free                    unmaps if Use is Free in both sides
/// // (F) if (Stop &amp; Disposed):         else the last to leave does
/// //     full fence; if (mayLetGo)
/// //
/// // (D) falls before (A): (B) reads the bit. Between (A) and (B), or later: Dispose finds it in use, or (F) reads the bit and mayLetGo.
/// // Nobody unmaps before (D): until then others may enter who do not see the bit. After (E) and (G) both may unmap, which is done once.
/// </code>
/// What every message needs lies in the fields of this one object, whose neighbours no other thread writes.
/// </remarks>
internal abstract unsafe partial class RingSide : PaddedStart
{
    private protected readonly SharedConnection Connection;
    private protected readonly byte* Ring;
    private protected readonly nuint Mask;

    /// <summary>The longest message.</summary>
    private protected readonly int Longest;

    /// <summary>The reader's head, which the reader alone stores.</summary>
    private protected readonly ulong* Head;

    /// <summary>The own waiting word, and the other side's.</summary>
    private protected readonly uint* Own;
    private protected readonly uint* Other;

    /// <summary>The next byte to write or to read; grows for ever.</summary>
    private protected ulong Position;

    /// <summary>From there on it is worth being <see cref="WaitingWord.Busy"/>; never if it is already, or may not.</summary>
    private protected ulong BusyAt;

    /// <summary>
    /// Of <see cref="RingUse"/>, and above it how many messages have gone through: each call stores this word anyhow. One more of its own would take a fifth of
    /// the speed of 64 bytes in a ring of 256 KiB.
    /// </summary>
    private protected long Usage;

    /// <summary>Of <see cref="RingStop"/>.</summary>
    private protected int Stop;

    private readonly bool _hasBarriers;
    private bool _isBusy;

#pragma warning disable CS0169, IDE0051, IDE0044, RCS1213 // room, not data: it comes after the fields
    private Lines _room;
#pragma warning restore CS0169, IDE0051, IDE0044, RCS1213

    private protected RingSide(SharedConnection connection, RingMemory memory, int direction, bool writes, bool hasBarriers, SharedConnectionOptions options)
    {
        Connection = connection;
        Ring = memory.RingOf(direction);
        Mask = (nuint)memory.RingBytes - 1;
        Longest = Record.LongestIn(memory.RingBytes);
        Head = (ulong*)memory.ControlOf(direction, RingLayout.Head64);
        Own = (uint*)memory.ControlOf(direction, writes ? RingLayout.Writer32 : RingLayout.Reader32);
        Other = (uint*)memory.ControlOf(direction, writes ? RingLayout.Reader32 : RingLayout.Writer32);
        _hasBarriers = hasBarriers;
        BusyAt = hasBarriers ? RecordsUntilBusy * 64 : ulong.MaxValue;
        _memory = memory;
        IsInline = options.InlineContinuations;
        _looksAway = options.Priority == SharedConnectionPriority.Throughput;
        _spinTicks = SpinTicksOf(options.Spin);
    }

    /// <summary>Whether it can be let go.</summary>
    public bool IsFree => (Volatile.Read(ref Usage) & RingUse.Mask) == RingUse.Free;

    /// <summary>What has been written or read here. Whoever asks while a call is under way may find a message's bytes counted already and itself not yet.</summary>
    public RingTraffic Traffic => new((long)Volatile.Read(ref Position), Connection.Mode == SharedConnectionMode.Messages ? Volatile.Read(ref Usage) / RingUse.OneMessage : 0);

    /// <summary>What it is in the middle of.</summary>
    private protected int Use
    {
        get => (int)Usage & RingUse.Mask;
        set => Volatile.Write(ref Usage, (Usage & ~(long)RingUse.Mask) | (uint)value);
    }

    private protected int RingBytes => (int)Mask + 1;

    /// <summary>Whether what is waited for is there: looked at anew.</summary>
    private protected abstract bool IsReady { get; }

    /// <summary>How far it is to the record after the next one; of one that is not there any guess will do.</summary>
    private protected abstract uint StrideOfNext { get; }

    /// <summary>Begins a call.</summary>
    /// <returns>False: something is to be looked at first; the call has begun all the same.</returns>
    /// <exception cref="InvalidOperationException">The side is in the middle of something.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected bool Enter()
    {
        if (!TryEnter(RingUse.InCall))
            ThrowInUse(Use);
        return Volatile.Read(ref Stop) == 0; // (B)
    }

    /// <summary>Begins a call that has only to be refused rarely: nothing is thrown, so that the caller's variables stay in registers.</summary>
    /// <returns>False: the side is in the middle of something, and nothing has begun.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected bool TryEnter(int use)
    {
        long usage = Usage;
        if ((usage & RingUse.Mask) != RingUse.Free)
            return false;
        Volatile.Write(ref Usage, usage | (uint)use); // (A)
        return true;
    }

    /// <summary>Ends a call, a lease or a reservation, by which so many messages went through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void Leave(int messages = 0)
    {
        Volatile.Write(ref Usage, (Usage & ~(long)RingUse.Mask) + (messages * RingUse.OneMessage)); // (E) release: the call's accesses come before
        if ((Volatile.Read(ref Stop) & RingStop.Disposed) != 0) // (F)
            Connection.LetGoIfUnused();
    }

    /// <summary>Adds a bit to what stops it, and has who waits here look at it.</summary>
    public void Halt(int reason)
    {
        Interlocked.Or(ref Stop, reason); // a full fence: pairs with the one before a sleeper looks for the last time
        if (_sleeps)
            Rouse();
        Look(inline: false);
    }

    /// <summary>A stream makes the calls now, and they are not refused any more.</summary>
    public void AdmitBytes() => Interlocked.And(ref Stop, ~RingStop.Bytes);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowInUse(int use)
    {
        throw new InvalidOperationException(use switch
        {
            RingUse.Leased => $"connection \"{Connection.Name}\": what was received before is still leased; dispose the lease first.",
            RingUse.Reserved => $"connection \"{Connection.Name}\": room is reserved already; Commit or Abandon it first.",
            RingUse.InBatch => $"connection \"{Connection.Name}\": a batch is under way; Commit or dispose it first.",
            _ => $"connection \"{Connection.Name}\": another call or wait in this direction is under way; one thread may send and one receive at a time.",
        });
    }
}
