namespace Causeway;

/// <summary>Both ends of a FIFO, opened at once (<see cref="Fifo.OpenReadWrite"/>).</summary>
/// <remarks>They share one open file description: the FIFO has a reader and a writer until both are disposed.</remarks>
public sealed class FifoEnds : IDisposable
{
    internal FifoEnds(PipeReadEnd reader, PipeWriteEnd writer)
    {
        Reader = reader;
        Writer = writer;
    }

    /// <summary>The end that reads. It never sees the end of the stream, whoever else closes.</summary>
    public PipeReadEnd Reader { get; }

    /// <summary>The end that writes. It never fails for want of a reader.</summary>
    public PipeWriteEnd Writer { get; }

    /// <summary>Disposes both ends.</summary>
    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
