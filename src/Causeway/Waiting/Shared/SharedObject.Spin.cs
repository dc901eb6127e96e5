namespace Causeway.Waiting;

/// <content>Looking a few times before going to sleep.</content>
internal abstract partial class SharedObject
{
    private const int LongestSpin = 64;
    private const int ShortestSpin = 2;

    /// <summary>Where it does not pay off, as on one processor that both sides are pinned to, it is tried again once in so many waits.</summary>
    private const uint WaitsUntilRetry = 32;

    private int _spin = ShortestSpin;
    private uint _waits;

    /// <summary>Tries as often as has paid off lately: a success asks for more the next time, a failure for less. On a machine with one processor it never does.</summary>
    private int Spin(int mode)
    {
        int rounds = _spin;
        if (rounds == 0 && ++_waits % WaitsUntilRetry == 0)
            rounds = ShortestSpin;
        if (rounds == 0 || !Processors.AreSeveral)
            return 0;
        for (int i = 0; i < rounds; i++)
        {
            Thread.SpinWait(16);
            int taken = TryTake(mode, urgent: false);
            if (taken == 0)
                continue;
            _spin = Math.Min(LongestSpin, rounds * 2);
            return taken;
        }

        _spin = rounds > ShortestSpin ? rounds / 2 : 0;
        return 0;
    }
}
