namespace Causeway.Waiting;

/// <content>Looking a few times before going to sleep.</content>
internal abstract partial class SharedObject
{
    private const int LongestSpin = 64;
    private const int ShortestSpin = 2;
    private static readonly bool s_spins = Environment.ProcessorCount > 1;
    private int _spin = ShortestSpin;

    /// <summary>Tries as often as has paid off lately: a success asks for more the next time, a failure for less. On one processor it never does.</summary>
    private int Spin(int mode)
    {
        if (!s_spins)
            return 0;
        int rounds = _spin;
        for (int i = 0; i < rounds; i++)
        {
            Thread.SpinWait(16);
            int taken = TryTake(mode, urgent: false);
            if (taken == 0)
                continue;
            _spin = Math.Min(LongestSpin, rounds * 2);
            return taken;
        }

        _spin = Math.Max(ShortestSpin, rounds / 2);
        return 0;
    }
}
