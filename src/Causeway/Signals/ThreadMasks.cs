namespace Causeway;

/// <summary>Which signals every thread of this process blocks: only these wait for who takes them.</summary>
/// <remarks>
/// What was found blocked is remembered, and every wait of ours asks here before it begins: the kernel takes the signals that a thread
/// waits for in rt_sigtimedwait(2) out of its mask meanwhile, so that it looks as if it did not block them. (A wait that a native
/// library makes at the moment of the first look misleads all the same.)
/// </remarks>
internal static class ThreadMasks
{
    private static ulong s_known;

    /// <summary>Whether <see cref="BlockedOf"/> has found them blocked before.</summary>
    public static bool IsKnown(SignalSet signals) => signals.Bits != 0 && (signals.Bits & ~Volatile.Read(ref s_known)) == 0;

    /// <summary>Those of these that every thread blocks (/proc/self/task/TID/status).</summary>
    /// <exception cref="IOException">/proc is not mounted, or the process is at its descriptor limit.</exception>
    public static SignalSet BlockedOf(SignalSet signals)
    {
        if (IsKnown(signals))
            return signals;
        ulong found = signals.Bits;
        foreach (string thread in Directory.GetDirectories("/proc/self/task"))
            found &= ProcStatus.TryReadLines(Path.Combine(thread, "status")) is { } lines ? ProcStatus.SignalsOf(lines, "SigBlk").Bits : ulong.MaxValue;
        Interlocked.Or(ref s_known, found);

        // Read after the threads: one that came first and waits by now has stored what it found before it began.
        return SignalSet.OfBits(Volatile.Read(ref s_known) & signals.Bits);
    }

    /// <summary>Refuses to wait for what some thread does not block: that thread would take the signal's action instead.</summary>
    /// <exception cref="InvalidOperationException">Some thread does not block one of them.</exception>
    public static void Require(SignalSet signals)
    {
        ulong open = signals.Bits & ~BlockedOf(signals).Bits;
        if (open != 0)
        {
            throw new InvalidOperationException($"{SignalSet.OfBits(open)}: not blocked in every thread of this process, so that any thread may take it; "
                + "start the process with it blocked (causeway run --block, ChildProcessOptions.BlockedSignals), or use SignalReceiver, which then works without the sender's data");
        }
    }
}
