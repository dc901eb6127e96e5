namespace Causeway.Inspection;

/// <summary>What is used of /proc/PID/status (proc_pid_status(5)).</summary>
internal static class StatusLines
{
    /// <summary>The real user.</summary>
    public static bool TryUserId(ReadOnlySpan<byte> status, out uint user)
    {
        ReadOnlySpan<byte> ids = ByteFields.Value(status, "Uid:"u8);
        bool isGood = ByteFields.TryDecimal(ByteFields.Word(ref ids), out ulong first) && first <= uint.MaxValue;
        user = isGood ? (uint)first : 0;
        return isGood;
    }

    /// <summary>The number in the PID namespace that it is in itself, and whether that is another namespace than that of /proc (<c>NSpid: 4711 12</c>).</summary>
    public static bool TryOwnId(ReadOnlySpan<byte> status, out int id, out bool isElsewhere)
    {
        ReadOnlySpan<byte> ids = ByteFields.Value(status, "NSpid:"u8);
        id = 0;
        isElsewhere = false;
        int count = 0;
        while (ByteFields.Word(ref ids) is { IsEmpty: false } word)
        {
            if (!ByteFields.TryInteger(word, out id) || id <= 0)
                return false;
            count++;
        }

        isElsewhere = count > 1;
        return count > 0;
    }

    /// <summary>Null where a line is missing: a kernel without them, or a process that is being released.</summary>
    public static InspectedSignals? Signals(ReadOnlySpan<byte> status)
    {
        ulong pendingForThread = 0, pending = 0, blocked = 0, ignored = 0, caught = 0;
        int found = 0;
        while (ByteFields.TryLine(ref status, out ReadOnlySpan<byte> line))
        {
            if (!line.StartsWith("S"u8))
                continue;
            found += Take(line, "SigPnd:"u8, ref pendingForThread) + Take(line, "ShdPnd:"u8, ref pending)
                + Take(line, "SigBlk:"u8, ref blocked) + Take(line, "SigIgn:"u8, ref ignored) + Take(line, "SigCgt:"u8, ref caught);
        }

        return found < 5 ? null : new InspectedSignals(SignalSet.OfBits(pending), SignalSet.OfBits(pendingForThread),
            SignalSet.OfBits(blocked), SignalSet.OfBits(ignored), SignalSet.OfBits(caught));
    }

    private static int Take(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key, ref ulong bits)
    {
        if (!line.StartsWith(key) || !ByteFields.TryHexadecimal(ByteFields.Trim(line[key.Length..]), out ulong value))
            return 0;
        bits = value;
        return 1;
    }
}
