using System.Text;

namespace Causeway.Inspection;

/// <summary>Takes lines, words and numbers off the front of bytes. Never throws: what is malformed answers false, or is passed over.</summary>
internal static class ByteFields
{
    private const byte Blank = (byte)' ';
    private const byte Tab = (byte)'\t';

    /// <summary>The next line without its line feed; false at the end.</summary>
    public static bool TryLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        int end = rest.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..end];
        bool found = !rest.IsEmpty;
        rest = end < 0 ? default : rest[(end + 1)..];
        return found;
    }

    /// <summary>The next word between blanks and tabs; empty at the end.</summary>
    public static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> rest)
    {
        rest = TrimStart(rest);
        int end = rest.IndexOfAny(Blank, Tab);
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return word;
    }

    /// <summary>Digits and nothing else, not more than fit.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 20)
            return false;
        foreach (byte one in text)
        {
            uint digit = (uint)(one - '0');
            if (digit > 9 || value > (ulong.MaxValue - digit) / 10)
                return false;
            value = value * 10 + digit;
        }

        return true;
    }

    /// <summary>The same with an optional minus, as an int.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out int value)
    {
        bool minus = text is [(byte)'-', ..];
        value = 0;
        if (!TryDecimal(minus ? text[1..] : text, out ulong size) || size > int.MaxValue)
            return false;
        value = minus ? -(int)size : (int)size;
        return true;
    }

    /// <summary>Hexadecimal digits and nothing else, sixteen at the most.</summary>
    public static bool TryHexadecimal(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 16)
            return false;
        foreach (byte one in text)
        {
            uint digit = one switch
            {
                >= (byte)'0' and <= (byte)'9' => (uint)(one - '0'),
                >= (byte)'a' and <= (byte)'f' => (uint)(one - 'a' + 10),
                >= (byte)'A' and <= (byte)'F' => (uint)(one - 'A' + 10),
                _ => 16,
            };
            if (digit > 15)
                return false;
            value = value << 4 | digit;
        }

        return true;
    }

    /// <summary>Octal digits and nothing else, as many as fit.</summary>
    public static bool TryOctal(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 21)
            return false;
        foreach (byte one in text)
        {
            if (one is < (byte)'0' or > (byte)'7')
                return false;
            value = value << 3 | (uint)(one - '0');
        }

        return true;
    }

    /// <summary>The number between brackets at the end, as in <c>pipe:[123]</c>.</summary>
    public static bool TryBracketed(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        int open = text.LastIndexOf((byte)'[');
        return open >= 0 && text[^1] == (byte)']' && TryDecimal(text[(open + 1)..^1], out value);
    }

    /// <summary>A device and an inode as /proc/locks has them: <c>fe:00:347232</c>.</summary>
    public static bool TryDeviceInode(ReadOnlySpan<byte> text, out uint device, out ulong inode)
    {
        device = 0;
        inode = 0;
        int colon = text.LastIndexOf((byte)':');
        return colon > 0 && TryDevice(text[..colon], out device) && TryDecimal(text[(colon + 1)..], out inode);
    }

    /// <summary>A device as /proc/PID/maps has it: <c>fe:00</c>.</summary>
    public static bool TryDevice(ReadOnlySpan<byte> text, out uint device)
    {
        device = 0;
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || !TryHexadecimal(text[..colon], out ulong major) || !TryHexadecimal(text[(colon + 1)..], out ulong minor) || major > 0xFFF || minor > 0xFFFFF)
            return false;
        device = IpcObjectId.Device((uint)major, (uint)minor);
        return true;
    }

    /// <summary>The value of the first line that starts with the key, trimmed; empty where there is none. <c>Value(status, "Uid:"u8)</c>.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        while (TryLine(ref text, out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith(key))
                return Trim(line[key.Length..]);
        }

        return default;
    }

    // By hand: the framework's trimming is generic, and would have to be compiled while the program runs.

    /// <summary>Without the blanks and tabs at its start.</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && text[start] is Blank or Tab)
            start++;
        return text[start..];
    }

    /// <summary>Without those on either side.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        text = TrimStart(text);
        int length = text.Length;
        while (length > 0 && text[length - 1] is Blank or Tab)
            length--;
        return text[..length];
    }

    /// <summary>Without those bytes at its end.</summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text, byte last)
    {
        int length = text.Length;
        while (length > 0 && text[length - 1] == last)
            length--;
        return text[..length];
    }

    /// <summary>Names are bytes to the kernel: what is no UTF-8 shows as replacement characters.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
