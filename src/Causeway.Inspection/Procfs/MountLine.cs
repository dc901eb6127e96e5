namespace Causeway.Inspection;

/// <summary>A line of /proc/PID/mountinfo (proc_pid_mountinfo(5)): <c>36 35 98:0 /root /mnt rw,noatime shared:1 - ext3 /dev/sda1 rw,errors=continue</c>.</summary>
internal readonly ref struct MountLine
{
    /// <summary>As mnt_id has it in fdinfo: the machine's, whatever the namespace.</summary>
    public int Id { get; private init; }

    /// <summary>The file system's own device, as /proc/locks and /proc/PID/maps have it.</summary>
    public uint Device { get; private init; }

    /// <summary>Where it is mounted, as the process sees it; blanks, line feeds and backslashes are written as <c>\040</c> and so on.</summary>
    public ReadOnlySpan<byte> Point { get; private init; }

    public ReadOnlySpan<byte> Type { get; private init; }

    /// <summary>What the file system was told.</summary>
    public ReadOnlySpan<byte> Options { get; private init; }

    /// <summary>False where it is no such line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out MountLine mount)
    {
        mount = default;
        ReadOnlySpan<byte> rest = line;
        if (!ByteFields.TryInteger(ByteFields.Word(ref rest), out int id) || !ByteFields.TryInteger(ByteFields.Word(ref rest), out _)
            || !TryDevice(ByteFields.Word(ref rest), out uint device))
            return false;
        ByteFields.Word(ref rest);
        ReadOnlySpan<byte> point = ByteFields.Word(ref rest);
        int separator = rest.IndexOf(" - "u8);
        if (separator < 0)
            return false;
        rest = rest[(separator + 3)..];
        ReadOnlySpan<byte> type = ByteFields.Word(ref rest);
        int options = rest.LastIndexOf((byte)' ');
        mount = new MountLine { Id = id, Device = device, Point = point, Type = type, Options = options < 0 ? default : rest[(options + 1)..] };
        return !point.IsEmpty && !type.IsEmpty;
    }

    /// <summary>The value of an option of the file system, <c>hidepid=invisible</c>; empty where it has none.</summary>
    public ReadOnlySpan<byte> Option(ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> rest = Options;
        while (!rest.IsEmpty)
        {
            int comma = rest.IndexOf((byte)',');
            ReadOnlySpan<byte> one = comma < 0 ? rest : rest[..comma];
            rest = comma < 0 ? default : rest[(comma + 1)..];
            if (one.Length > key.Length && one.StartsWith(key) && one[key.Length] == (byte)'=')
                return one[(key.Length + 1)..];
        }

        return default;
    }

    /// <summary>Decimal here, unlike elsewhere: <c>254:0</c>.</summary>
    private static bool TryDevice(ReadOnlySpan<byte> text, out uint device)
    {
        device = 0;
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || !ByteFields.TryDecimal(text[..colon], out ulong major) || !ByteFields.TryDecimal(text[(colon + 1)..], out ulong minor) || major > 0xFFF || minor > 0xFFFFF)
            return false;
        device = IpcObjectId.Device((uint)major, (uint)minor);
        return true;
    }
}
