using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Fifo;

/// <summary>The reading end, opened when the first message is asked for.</summary>
/// <param name="path">The FIFO.</param>
/// <param name="follow">Whether to go on when the last writer has closed.</param>
/// <param name="timeout">For a writer to open it, and for the next bytes.</param>
internal sealed class FifoSource(string path, bool follow, TimeSpan? timeout) : IDisposable
{
    private FifoEnds? _bothEnds;
    private PipeReadEnd? _reader;
    private RecordBuffer? _records;
    private CancellationToken _token;

    public ReceivedMessage? Next(TransferFormat format, CancellationToken token)
    {
        _token = token;
        _records ??= new RecordBuffer(Read);
        _reader ??= follow ? OpenForGood() : Causeway.Fifo.OpenReader(path, FifoOpen.Wait, timeout, token);
        return StreamRecords.Next(_records, format);
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

    private int Read(Span<byte> buffer) => _reader!.Read(buffer, timeout, _token);
}
