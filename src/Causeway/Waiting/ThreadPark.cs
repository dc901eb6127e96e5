using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>Where one thread sleeps until another wakes it: a futex(2) of its own, at one system call each and none for a wake that comes first.</summary>
/// <remarks>
/// <code>
/// // Sleeper                                     Waker
/// // finds nothing to do                         leaves something to do
/// // (A) word: Idle -> Asleep                    (B) word: any -> Woken, a full fence
/// //     Woken before: no sleep                      was Asleep: FUTEX_WAKE
/// // FUTEX_WAIT while it is Asleep
/// // word: Woken -> Idle, looks again
/// </code>
/// A wake is kept until the next <see cref="Sleep"/>, which may so return for work that was found already. A monitor takes
/// several system calls for the same, and wakes the sleeper into a lock that the waker still holds.
/// </remarks>
internal sealed unsafe class ThreadPark
{
    private const int Idle = 0;
    private const int Asleep = 1;
    private const int Woken = 2;

    // SAFETY: pinned, and this object keeps it as long as a thread is in one of the methods.
    private readonly int[] _word = GC.AllocateArray<int>(1, pinned: true);

    /// <summary>Waits for a wake since the last one that was waited for. By one thread at a time; returns early now and then: whoever waits looks for what it waits for.</summary>
    public void Sleep()
    {
        if (Interlocked.CompareExchange(ref _word[0], Asleep, Idle) == Idle) // (A)
        {
            fixed (int* word = _word)
                _ = LibC.futex((nint)word, LibC.FUTEX_WAIT_BITSET | LibC.FUTEX_PRIVATE_FLAG, Asleep, 0, 0, LibC.FUTEX_BITSET_MATCH_ANY, out _);
        }

        Interlocked.Exchange(ref _word[0], Idle);
    }

    /// <summary>Wakes it, or has its next sleep not begin.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _word[0], Woken) != Asleep) // (B): pairs with (A)
            return;
        fixed (int* word = _word)
            _ = LibC.futex((nint)word, LibC.FUTEX_WAKE_BITSET | LibC.FUTEX_PRIVATE_FLAG, 1, 0, 0, LibC.FUTEX_BITSET_MATCH_ANY, out _);
    }
}
