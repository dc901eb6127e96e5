using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Fifo;

/// <summary>The reading end, opened when the first message is asked for.</summary>
/// <param name="path">The FIFO.</param>
/// <param name="plan">How much; how long to wait for a writer to open it, and for the next bytes.</param>
internal sealed class FifoSource(string path, ReceivePlan plan) : IDisposable
{
    private FifoEnds? _bothEnds;
    private PipeReadEnd? _reader;
    private RecordBuffer? _records;
    private long _taken;
    private CancellationToken _token;

    public ReceivedMessage? Next(CancellationToken token)
    {
        _token = token;
        _records ??= new RecordBuffer(Read);
        _reader ??= plan.Count is null ? OpenForGood() : Causeway.Fifo.OpenReader(path, FifoOpen.Wait, plan.Timeout, token);
        ReceivedMessage? message = StreamRecords.Next(_records, plan.Format);
        _taken++;
        return message;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _bothEnds?.Dispose();
    }

    /// <summary>With a writer of our own: while it is open there is no end.</summary>
    private PipeReadEnd OpenForGood()
    {
        _bothEnds = Causeway.Fifo.OpenReadWrite(path);
        return _bothEnds.Reader;
    }

    /// <summary>
    /// What follows the last line asked for is the next reader's: so many lines have as many bytes at least, and no more than
    /// these are read at once. A look ahead (tee(2)) would be fewer calls, but what another reader takes meanwhile is not there any more.
    /// </summary>
    private int Read(Span<byte> buffer)
    {
        long linesToCome = plan.Count is { } count ? count - _taken : long.MaxValue;
        return _reader!.Read(buffer[..(int)Math.Min(buffer.Length, linesToCome)], plan.Timeout, _token);
    }
}
