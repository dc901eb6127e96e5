using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Causeway.Inspection.Sockets;

/// <summary>A line of /proc/PID/net/tcp or tcp6.</summary>
internal static class TcpLine
{
    private const int WordDigits = 8;
    private const int MostWords = 4;

    /// <summary><c>0: 0100007F:921B 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 17679417 …</c>; false for the head.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out TcpEntry entry)
    {
        entry = default;
        _ = ByteFields.Word(ref line);
        ReadOnlySpan<byte> local = ByteFields.Word(ref line), remote = ByteFields.Word(ref line), state = ByteFields.Word(ref line), queues = ByteFields.Word(ref line);
        _ = ByteFields.Word(ref line);
        _ = ByteFields.Word(ref line);
        ReadOnlySpan<byte> user = ByteFields.Word(ref line);
        _ = ByteFields.Word(ref line);
        if (!TryEndPoint(local, out IPAddress? localAddress, out ushort localPort) || !TryEndPoint(remote, out IPAddress? remoteAddress, out ushort remotePort)
            || !ByteFields.TryHexadecimal(state, out ulong number) || !TryQueues(queues, out uint send, out uint receive)
            || !ByteFields.TryDecimal(user, out ulong owner) || !ByteFields.TryDecimal(ByteFields.Word(ref line), out ulong inode) || inode > uint.MaxValue)
        {
            return false;
        }

        // How many may wait at a listener is not told: there the column is 0.
        TcpState what = TcpEntry.StateOf((int)(number & byte.MaxValue));
        entry = new TcpEntry((uint)inode, what, localAddress!, localPort, remoteAddress!, remotePort, receive, what == TcpState.Listen ? null : send, (uint)owner);
        return true;
    }

    /// <summary>An address in words of this machine's byte order, and a port.</summary>
    private static bool TryEndPoint(ReadOnlySpan<byte> text, out IPAddress? address, out ushort port)
    {
        address = null;
        port = 0;
        int colon = text.IndexOf((byte)':');
        if (colon is not (WordDigits or WordDigits * MostWords) || !ByteFields.TryHexadecimal(text[(colon + 1)..], out ulong number) || number > ushort.MaxValue)
            return false;
        port = (ushort)number;
        Span<byte> bytes = stackalloc byte[colon / 2];
        for (int at = 0; at < colon; at += WordDigits)
        {
            if (!ByteFields.TryHexadecimal(text.Slice(at, WordDigits), out ulong word))
                return false;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(at / 2)..], (uint)word);
        }

        address = new IPAddress(bytes);
        return true;
    }

    private static bool TryQueues(ReadOnlySpan<byte> text, out uint send, out uint receive)
    {
        send = receive = 0;
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || !ByteFields.TryHexadecimal(text[..colon], out ulong sending) || !ByteFields.TryHexadecimal(text[(colon + 1)..], out ulong receiving))
            return false;
        send = (uint)sending;
        receive = (uint)receiving;
        return true;
    }
}
