using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>A line of /proc/PID/net/unix.</summary>
internal static class UnixLine
{
    /// <summary><c>00000000409bb490: 00000002 00000000 00010000 0001 01 17976356 /run/x</c>; false for the head, and for sockets that no process could have.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out UnixEntry entry)
    {
        entry = default;
        _ = ByteFields.Word(ref line);
        _ = ByteFields.Word(ref line);
        _ = ByteFields.Word(ref line);
        if (!ByteFields.TryHexadecimal(ByteFields.Word(ref line), out ulong flags) || !ByteFields.TryHexadecimal(ByteFields.Word(ref line), out ulong type)
            || !ByteFields.TryHexadecimal(ByteFields.Word(ref line), out ulong state) || !ByteFields.TryDecimal(ByteFields.Word(ref line), out ulong inode)
            || inode is 0 or > uint.MaxValue || type > byte.MaxValue)
        {
            return false;
        }

        entry = new UnixEntry
        {
            Inode = (uint)inode,
            Type = (UnixSocketType)type,
            State = (flags & LibC.SO_ACCEPTCON) != 0 ? InspectedSocketState.Listening : state == LibC.SS_CONNECTED ? InspectedSocketState.Connected : InspectedSocketState.Unconnected,
            Name = line is [(byte)'@', .. var name] ? SocketText.Name([0, .. name]) : SocketText.Name(line),
        };
        return true;
    }
}
