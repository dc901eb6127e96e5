namespace Causeway.Cli.Transfer;

/// <summary>Cuts a stream of bytes into lines. A record is valid until the next one is read.</summary>
internal sealed class RecordBuffer(RecordBuffer.ReadBytes read)
{
    private byte[] _buffer = new byte[65_536];
    private int _start;
    private int _end;

    /// <summary>Reads some bytes; 0 at the end. It may throw, and be called again.</summary>
    public delegate int ReadBytes(Span<byte> buffer);

    /// <summary>What comes next, as much as there is; null at the end.</summary>
    public ReadOnlyMemory<byte>? ReadSome()
    {
        if (_start == _end && !Fill())
            return null;
        return Take(_end - _start);
    }

    /// <summary>The next line without its line feed, the last one also where none follows it; null at the end.</summary>
    /// <exception cref="IOException">The line is longer than so many bytes, or than memory.</exception>
    public ReadOnlyMemory<byte>? ReadLine(long mostBytes = long.MaxValue)
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                ReadOnlyMemory<byte> line = Take(searched + found);
                _start++;
                return line;
            }

            // Not one conditional expression: its null would be converted to an empty record.
            searched = _end - _start;
            if (searched > mostBytes)
                throw new IOException($"a line of more than {mostBytes} bytes, which is no message");
            if (Fill())
                continue;
            if (searched == 0)
                return null;
            return Take(searched);
        }
    }

    /// <summary>All that is left; null where it is more than so many bytes.</summary>
    public ReadOnlyMemory<byte>? ReadToEnd(long mostBytes)
    {
        while (_end - _start <= mostBytes)
        {
            if (!Fill())
                return Take(_end - _start);
        }

        return null;
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        ReadOnlyMemory<byte> record = _buffer.AsMemory(_start, count);
        _start += count;
        return record;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end == Array.MaxLength)
                throw new IOException($"more than {_end} bytes in one, which is what can be kept");
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        }

        int count = read(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }
}
