using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Messaging.Rings;

/// <content>Looking for a while before going to sleep.</content>
internal abstract partial class RingSide
{
    /// <summary>The bounds of an adaptive spin, in looks: a tenth of a microsecond to some ten, or with looking away some to a hundred.</summary>
    private int ShortestSpin => _looksAway ? 1 : EagerLooks;

    private int LongestSpin => _looksAway ? 16 : 2048;

    /// <summary>So often it looks between two looks at the clock, the token and the end.</summary>
    private int LooksPerCheck => _looksAway ? 16 : 256;

    /// <summary>So many looks come without a pause between: an answer from the other core takes about as long, and a pause is a tenth of that.</summary>
    private const int EagerLooks = 64;

    private readonly bool _looksAway;
    private readonly long _spinTicks;
    private int _spin;

    /// <summary>Adaptive.</summary>
    private const long AsPaysOff = -1;

    private static long SpinTicksOf(TimeSpan? spin)
    {
        if (spin is not { } span)
            return Processors.AreSeveral ? AsPaysOff : 0;
        return span == Timeout.InfiniteTimeSpan ? long.MaxValue : (long)(span.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Looks as long as the options say.</summary>
    /// <returns>Whether what is waited for is there, or the connection is over.</returns>
    private bool SpinUntilReady(Deadline deadline, CancellationToken token)
    {
        if (_spinTicks != AsPaysOff)
            return _spinTicks != 0 && SpinFor(_spinTicks, deadline, token);

        // As long as has paid off lately: a success asks for more the next time, a failure for less.
        int rounds = Math.Max(ShortestSpin, _spin);
        if (SpinRounds(rounds))
        {
            _spin = Math.Min(LongestSpin, rounds * 2);
            return true;
        }

        _spin = rounds / 2;
        return false;
    }

    private bool SpinFor(long ticks, Deadline deadline, CancellationToken token)
    {
        // The clock would take as long as a quick answer.
        if (SpinRounds(ShortestSpin))
            return true;
        long start = Stopwatch.GetTimestamp();
        while (!SpinRounds(LooksPerCheck))
        {
            if (IsOver)
                return true;
            token.ThrowIfCancellationRequested();
            if (deadline.HasPassed || Stopwatch.GetTimestamp() - start >= ticks)
                return false;
        }

        return true;
    }

    private bool SpinRounds(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            if (_looksAway)
                LookAway();
            else if (i >= EagerLooks)
                PauseOnce();
            if (IsReady)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Some microseconds, 5 to 20 by the processor's pause: the other side gets ahead by some hundred lines meanwhile, which then are
    /// fetched one after the other. 64 bytes one way, beside a ring in C: with 32 pauses 0.75, with 128 to 1024 0.86 to 0.91.
    /// </summary>
    private static void LookAway()
    {
        for (int i = 0; i < 512; i++)
            PauseOnce();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PauseOnce()
    {
        if (X86Base.IsSupported)
            X86Base.Pause();
        else if (ArmBase.IsSupported)
            ArmBase.Yield();
        else
            Thread.SpinWait(1);
    }
}
