using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Causeway.Sys;

namespace Causeway.Messaging.Rings;

/// <content>Looking for a while before going to sleep.</content>
internal abstract partial class RingSide
{
    private const int ShortestSpin = 4;
    private const int LongestSpin = 2048;

    /// <summary>So often it looks between two looks at the clock, the token and the end.</summary>
    private const int LooksPerCheck = 256;

    private static readonly bool s_spins = Environment.ProcessorCount > 1;
    private readonly bool _looksAway;
    private readonly long _spinTicks;
    private int _spin = ShortestSpin;

    /// <summary>Adaptive.</summary>
    private const long AsPaysOff = -1;

    private static long SpinTicksOf(TimeSpan? spin)
    {
        if (spin is not { } span)
            return s_spins ? AsPaysOff : 0;
        return span == Timeout.InfiniteTimeSpan ? long.MaxValue : (long)(span.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Looks as long as the options say.</summary>
    /// <returns>Whether what is waited for is there, or the connection is over.</returns>
    private bool SpinUntilReady(Deadline deadline, CancellationToken token)
    {
        if (_spinTicks != AsPaysOff)
            return _spinTicks != 0 && SpinFor(_spinTicks, deadline, token);

        // As long as has paid off lately: a success asks for more the next time, a failure for less.
        int rounds = _spin;
        if (SpinRounds(rounds))
        {
            _spin = Math.Min(LongestSpin, rounds * 2);
            return true;
        }

        _spin = Math.Max(ShortestSpin, rounds / 2);
        return false;
    }

    private bool SpinFor(long ticks, Deadline deadline, CancellationToken token)
    {
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
            Pause();
            if (IsReady)
                return true;
        }

        return false;
    }

    /// <summary>Between two looks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pause()
    {
        if (_looksAway)
            LookAway();
        else
            PauseOnce();
    }

    /// <summary>About a microsecond: the other side gets ahead by some hundred lines meanwhile, which then are fetched one after the other.</summary>
    private static void LookAway()
    {
        for (int i = 0; i < 32; i++)
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
