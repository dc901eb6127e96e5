namespace Causeway.Inspection;

/// <summary>A line of /proc/PID/maps: <c>7f00-7f10 rw-s 00000000 00:01 65538  /SYSV00000000 (deleted)</c>.</summary>
internal readonly ref struct MapsLine
{
    public ulong Start { get; private init; }

    public ulong End { get; private init; }

    public IpcAccess Access { get; private init; }

    public ulong Offset { get; private init; }

    public uint Device { get; private init; }

    public ulong Inode { get; private init; }

    /// <summary>As the kernel writes it, with its word for one whose name is gone; a line feed in it is <c>\012</c>.</summary>
    public ReadOnlySpan<byte> Path { get; private init; }

    /// <summary>Whether the line may be of a shared mapping: looks at one byte, for the many that are not.</summary>
    public static bool IsShared(ReadOnlySpan<byte> line)
    {
        int blank = line.IndexOf((byte)' ');
        return blank >= 0 && line.Length > blank + 4 && line[blank + 4] == (byte)'s';
    }

    /// <summary>False where it is no such line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out MapsLine map)
    {
        map = default;
        ReadOnlySpan<byte> rest = line;
        ReadOnlySpan<byte> range = ByteFields.Word(ref rest);
        int dash = range.IndexOf((byte)'-');
        if (dash < 0 || !ByteFields.TryHexadecimal(range[..dash], out ulong start) || !ByteFields.TryHexadecimal(range[(dash + 1)..], out ulong end) || end < start)
            return false;
        ReadOnlySpan<byte> permissions = ByteFields.Word(ref rest);
        if (permissions.Length != 4 || !ByteFields.TryHexadecimal(ByteFields.Word(ref rest), out ulong offset)
            || !ByteFields.TryDevice(ByteFields.Word(ref rest), out uint device) || !ByteFields.TryDecimal(ByteFields.Word(ref rest), out ulong inode))
            return false;
        map = new MapsLine
        {
            Start = start,
            End = end,
            Access = (permissions[0] == (byte)'r' ? IpcAccess.Read : IpcAccess.None) | (permissions[1] == (byte)'w' ? IpcAccess.Write : IpcAccess.None),
            Offset = offset,
            Device = device,
            Inode = inode,
            Path = ByteFields.TrimStart(rest),
        };
        return true;
    }
}
