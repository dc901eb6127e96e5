using System.Globalization;

namespace Causeway.Cli.Output;

/// <summary>
/// Bytes as hexdump(1) -C shows them: offset, sixteen bytes, the same as text; one <c>*</c> in place of lines equal to the
/// one before; the end's offset alone last.
/// </summary>
/// <param name="output">Text goes here, in ASCII.</param>
/// <param name="offset">What the first byte's offset is called.</param>
internal sealed class HexDump(Stream output, long offset)
{
    private const int LineBytes = 16;

    private readonly byte[] _line = new byte[LineBytes];
    private readonly byte[] _previous = new byte[LineBytes];
    private int _filled;
    private long _offset = offset;
    private bool _hasPrevious;
    private bool _isRepeating;

    /// <summary>Writes the lines that are full by now.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int count = Math.Min(LineBytes - _filled, data.Length);
            data[..count].CopyTo(_line.AsSpan(_filled));
            _filled += count;
            data = data[count..];
            if (_filled == LineBytes)
                EndLine();
        }
    }

    /// <summary>Writes what is left, and where it ends; nothing for no bytes at all.</summary>
    public void Finish()
    {
        if (_filled > 0)
            EndLine();
        if (_hasPrevious)
            Write(OffsetText());
    }

    private void EndLine()
    {
        bool isRepeated = _hasPrevious && _filled == LineBytes && _line.AsSpan().SequenceEqual(_previous);
        if (!isRepeated)
            Write($"{OffsetText()}  {Hex()}  |{Text()}|");
        else if (!_isRepeating)
            Write("*");
        _isRepeating = isRepeated;
        _hasPrevious = true;
        _line.CopyTo(_previous, 0);
        _offset += _filled;
        _filled = 0;
    }

    private void Write(string line) => output.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));

    private string OffsetText() => _offset.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Two groups of eight.</summary>
    private string Hex()
    {
        string[] bytes = [.. _line.Take(_filled).Select(one => one.ToString("x2", CultureInfo.InvariantCulture))];
        const int Half = LineBytes / 2;
        string text = string.Join(' ', bytes.Take(Half)) + "  " + string.Join(' ', bytes.Skip(Half));
        return text.PadRight(LineBytes * 3);
    }

    private string Text() => string.Concat(_line.Take(_filled).Select(one => one is >= 0x20 and < 0x7F ? (char)one : '.'));
}
