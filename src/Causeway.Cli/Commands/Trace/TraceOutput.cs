using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Causeway.Cli.Commands.Trace;

/// <summary>Where the report goes. A line at a time to standard error, where the program's own lines are; a file is written in blocks.</summary>
internal sealed class TraceOutput : IDisposable
{
    private const int BlockBytes = 65_536;
    private readonly Stream _stream;
    private readonly bool _isFile;
    private readonly long _start = Stopwatch.GetTimestamp();
    private byte[] _bytes = new byte[4_096];
    private int _count;
    private bool _isBroken;

    private TraceOutput(Stream stream, bool isFile)
    {
        _stream = stream;
        _isFile = isFile;
    }

    /// <summary>A file, emptied or made; null for standard error.</summary>
    public static TraceOutput Open(string? path) => path is null
        ? new TraceOutput(Console.OpenStandardError(), isFile: false)
        : new TraceOutput(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, BlockBytes), isFile: true);

    public TraceOutput Write(ReadOnlySpan<char> text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_count + most > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + most));
        _count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_count));
        return this;
    }

    public TraceOutput Write(long number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        return Write(digits[..count]);
    }

    /// <summary>Seconds with six places.</summary>
    public TraceOutput WriteSeconds(TimeSpan time)
    {
        Span<char> digits = stackalloc char[32];
        time.TotalSeconds.TryFormat(digits, out int count, "F6", CultureInfo.InvariantCulture);
        return Write(digits[..count]);
    }

    /// <summary>Seconds since the start.</summary>
    public TraceOutput WriteTime(long timestamp) => WriteSeconds(Stopwatch.GetElapsedTime(_start, timestamp));

    public double SecondsAt(long timestamp) => Stopwatch.GetElapsedTime(_start, timestamp).TotalSeconds;

    public void EndLine()
    {
        Write("\n");
        Flush();
    }

    /// <summary>Writes bytes that are lines already.</summary>
    public void WriteLines(ReadOnlySpan<byte> bytes)
    {
        Flush();
        Send(bytes);
    }

    public void Dispose()
    {
        Flush();
        try
        {
            if (_isFile)
                _stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk is not CMD's failure.
        }
    }

    private void Flush()
    {
        Send(_bytes.AsSpan(0, _count));
        _count = 0;
    }

    /// <summary>The program goes on and ends as it would have, whoever stopped reading this.</summary>
    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (_isBroken)
            return;
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException)
        {
            _isBroken = true;
        }
    }
}
