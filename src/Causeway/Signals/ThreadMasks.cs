using System.Globalization;

namespace Causeway;

/// <summary>Which signals every thread of this process blocks: only these wait for who takes them.</summary>
internal static class ThreadMasks
{
    private const string Field = "SigBlk:";
    private static ulong s_known;

    /// <summary>What every thread blocks now (/proc/self/task/TID/status).</summary>
    /// <exception cref="IOException">/proc is not mounted.</exception>
    public static SignalSet Common()
    {
        ulong common = ulong.MaxValue;
        foreach (string thread in Directory.GetDirectories("/proc/self/task"))
            common &= OfThread(thread);
        return SignalSet.OfBits(common);
    }

    /// <summary>Whether <see cref="Require"/> has found them blocked before.</summary>
    public static bool IsKnown(SignalSet signals) => signals.Bits != 0 && (signals.Bits & ~Volatile.Read(ref s_known)) == 0;

    /// <summary>Refuses to wait for what some thread does not block: that thread would take the signal's action instead. Looked up once.</summary>
    /// <exception cref="InvalidOperationException">Some thread does not block one of them.</exception>
    public static void Require(SignalSet signals)
    {
        ulong open = signals.Bits & ~Common().Bits;
        if (open != 0)
        {
            throw new InvalidOperationException($"{SignalSet.OfBits(open)}: not blocked in every thread of this process, so that any thread may take it; "
                + "start the process with it blocked (causeway run --block, ChildProcessOptions.BlockedSignals), or use SignalReceiver, which then works without the sender's data");
        }

        Interlocked.Or(ref s_known, signals.Bits);
    }

    private static ulong OfThread(string directory)
    {
        try
        {
            foreach (string line in File.ReadLines(Path.Combine(directory, "status")))
            {
                if (line.StartsWith(Field, StringComparison.Ordinal))
                    return ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // The thread has ended meanwhile.
        }

        return ulong.MaxValue;
    }
}
