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

    /// <summary>With a writer of our own: while it is open there is no end. Who may only read opens the FIFO anew at each end.</summary>
    private PipeReadEnd OpenForGood()
    {
        try
        {
            _bothEnds = Causeway.Fifo.OpenReadWrite(path);
            return _bothEnds.Reader;
        }
        catch (UnauthorizedAccessException)
        {
            return Causeway.Fifo.OpenReader(path, FifoOpen.NoWait);
        }
    }

    /// <summary>
    /// What follows the last line asked for is the next reader's: so many lines have as many bytes at least, and no more than
    /// these are read at once. A look ahead (tee(2)) would be fewer calls, but what another reader takes meanwhile is not there any more.
    /// </summary>
    private int Read(Span<byte> buffer)
    {
        long linesToCome = plan.Count is { } count ? count - _taken : long.MaxValue;
        buffer = buffer[..(int)Math.Min(buffer.Length, linesToCome)];
        return plan.Count is null && _bothEnds is null ? ReadOn(buffer) : _reader!.Read(buffer, plan.Timeout, _token);
    }

    /// <summary>
    /// A reader that was opened after the last writer closed waits for the next one (poll(2)); one that has seen the end has no more to
    /// wait for. It is closed after the new one is open: what somebody writes meanwhile is kept.
    /// </summary>
    private int ReadOn(Span<byte> buffer)
    {
        using PollWait wait = new(_token);
        while (true)
        {
            if (!wait.ForInput(_reader!.Descriptor, plan.Timeout))
                throw new TimeoutException($"nobody wrote into \"{path}\" in time");
            if (_reader.Read(buffer, plan.Timeout, _token) is var count and > 0)
                return count;
            PipeReadEnd next = Causeway.Fifo.OpenReader(path, FifoOpen.NoWait);
            _reader.Dispose();
            _reader = next;
        }
    }
}
