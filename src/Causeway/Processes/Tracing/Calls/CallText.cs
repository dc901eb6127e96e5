using System.Globalization;

namespace Causeway;

/// <summary>Text that is written over and over in the same room.</summary>
internal sealed class CallText
{
    private char[] _characters = new char[256];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _characters.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public CallText Add(ReadOnlySpan<char> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
        return this;
    }

    public CallText Add(char character)
    {
        Room(1)[0] = character;
        Length++;
        return this;
    }

    public CallText AddNumber(long number) => AddFormatted(number, "D");

    public CallText AddHex(ulong number) => Add("0x").AddFormatted((long)number, "x");

    public CallText AddOctal(ulong number)
    {
        Add('0');
        int shift = 63;
        while (shift > 0 && number >> shift == 0)
            shift -= 3;
        for (; number != 0 && shift >= 0; shift -= 3)
            Add((char)('0' + (int)(number >> shift & 7)));
        return this;
    }

    /// <summary>Bytes as a string of C.</summary>
    public CallText AddQuoted(ReadOnlySpan<byte> bytes)
    {
        Add('"');
        foreach (byte one in bytes)
        {
            switch (one)
            {
                case (byte)'"' or (byte)'\\':
                    Add('\\').Add((char)one);
                    break;
                case (byte)'\n':
                    Add("\\n");
                    break;
                case >= 0x20 and < 0x7F:
                    Add((char)one);
                    break;
                default:
                    Add("\\x").AddFormatted(one, "x2");
                    break;
            }
        }

        return Add('"');
    }

    /// <summary>A name, whose quotes, backslashes and control characters would be taken for something else.</summary>
    public CallText AddEscaped(ReadOnlySpan<char> name)
    {
        foreach (char one in name)
        {
            if (one is '"' or '\\')
                Add('\\').Add(one);
            else if (char.IsControl(one))
                Add("\\x").AddFormatted(one, "x2");
            else
                Add(one);
        }

        return this;
    }

    private CallText AddFormatted(long number, ReadOnlySpan<char> format)
    {
        number.TryFormat(Room(24), out int written, format, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    private Span<char> Room(int count)
    {
        if (Length + count > _characters.Length)
            Array.Resize(ref _characters, Math.Max(_characters.Length * 2, Length + count));
        return _characters.AsSpan(Length);
    }
}
