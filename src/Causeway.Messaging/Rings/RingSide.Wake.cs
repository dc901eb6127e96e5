using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;
using Causeway.Messaging.Meeting;
using Causeway.Sys;

namespace Causeway.Messaging.Rings;

/// <content>The waiting words.</content>
/// <remarks>
/// <code>
/// // The one that stores                        The one that goes to sleep
/// // record word or head: new value             (C) own word = Asleep or Bell
/// // (A) other's word: Busy? then it is done    (D) full fence; was it Busy: a barrier in every process (membarrier(2))
/// // (B) full fence, loads it again             (E) looks at the record word or head: something there, then it stays
/// // Asleep or Bell: exchanges it for Near,     sleeps while the word is Asleep, or awaits the doorbell
/// //     and wakes or rings
/// //
/// // Losing order: (A) reads Busy, as (C) is not seen yet, and (E) does not see the new value, which is still in the other's store
/// // buffer. The barrier of (D) falls into the storing thread: before its store, then (A) comes after (C) and does not read Busy;
/// // or after it, then (E) sees the value. From Near on both have their own fences, (B) and (D).
/// //
/// // died after       what others find           mended by
/// // the store        a sleeper that nobody      the hang-up, which wakes everybody
/// // the exchange     wakes                      the same
/// // (C)              a word that says Asleep    nobody: a FUTEX_WAKE for nobody
/// </code>
/// The peer can write anything here at any time: what this side has said of itself it knows from its own fields.
/// </remarks>
internal abstract unsafe partial class RingSide
{
    /// <summary>So many records like the next one without a sleep, and being Busy pays: a membarrier then costs less than their fences.</summary>
    private const uint RecordsUntilBusy = 64;

    /// <summary>After a store that the other side may be waiting for. The order: the caller's release store, then this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void WakeOther()
    {
        if (Volatile.Read(ref *Other) != WaitingWord.Busy) // (A)
            WakeOtherUnlessNear();
    }

    /// <summary>Ends a call after such a store. Whatever is rare comes last: nothing of the caller's has to be kept across it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void WakeOtherAndLeave(int messages)
    {
        if (Volatile.Read(ref *Other) != WaitingWord.Busy) // (A)
            WakeOtherUnlessNearAndLeave(messages);
        else
            Leave(messages);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeOtherUnlessNearAndLeave(int messages)
    {
        WakeOtherUnlessNear();
        Leave(messages);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeOtherUnlessNear()
    {
        Interlocked.MemoryBarrier(); // (B): pairs with (D)
        uint word = Volatile.Read(ref *Other);
        if (word is not (WaitingWord.Asleep or WaitingWord.Bell) || Interlocked.CompareExchange(ref *Other, WaitingWord.Near, word) != word)
            return;
        CrashPoint.At("ring.answered");
        if (word == WaitingWord.Asleep)
            _ = LibC.futex((nint)Other, LibC.FUTEX_WAKE_BITSET, 1, 0, 0, LibC.FUTEX_BITSET_MATCH_ANY, out _);
        else
            Connection.Socket.RingPeer();
        CrashPoint.At("ring.woken");
    }

    /// <summary>Says that this side goes to sleep.</summary>
    /// <returns>False: it stays, as there is something now.</returns>
    private bool TryAnnounceSleep(uint word)
    {
        Volatile.Write(ref *Own, word); // (C)
        CrashPoint.At("ring.asleep");
        if (_isBusy)
        {
            _isBusy = false;
            Membarrier.Everywhere(); // (D)
        }
        else
        {
            Interlocked.MemoryBarrier(); // (D)
        }

        if (!IsReady && !IsOver) // (E)
            return true;
        StayAwake();

        // It was not slept after all: being Busy may pay again.
        CountUntilBusy();
        return false;
    }

    /// <summary>Says that this side is awake, and may sleep again soon.</summary>
    private void StayAwake()
    {
        Volatile.Write(ref *Own, WaitingWord.Near);
        CrashPoint.At("ring.near");
    }

    /// <summary>Counts anew, after a sleep.</summary>
    private void CountUntilBusy()
    {
        if (_hasBarriers)
            BusyAt = Position + ((ulong)RecordsUntilBusy * StrideOfNext);
    }

    /// <summary>Says that this side will not sleep without a barrier everywhere.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected void BecomeBusy()
    {
        BusyAt = ulong.MaxValue;
        _isBusy = true;
        Volatile.Write(ref *Own, WaitingWord.Busy);
        CrashPoint.At("ring.busy");
    }
}
