using System.IO.Pipelines;

namespace Causeway.Messaging.Streams;

/// <summary>The connection as a pair of pipes.</summary>
/// <remarks>
/// The reader copies out of the ring into buffers of its own: whoever parses them sees bytes that stay as they are, whatever the peer does with the
/// shared memory, and may keep them while the peer goes on.
/// </remarks>
internal sealed class ConnectionPipe : IDuplexPipe
{
    private const int Both = 2;

    private readonly SharedConnectionStream _stream;
    private int _done;

    public ConnectionPipe(SharedConnectionStream stream)
    {
        _stream = stream;
        Input = PipeReader.Create(new PipeInput(stream, OneIsDone));
        Output = new ConnectionPipeWriter(stream, CompleteSending);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    private void CompleteSending()
    {
        try
        {
            _stream.CompleteSending();
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            // The peer is gone, or the connection disposed: there is nobody to be told.
        }
        catch (InvalidOperationException)
        {
            // A write has begun meanwhile: it cannot end in good order any more.
            _stream.Connection.Abort();
        }

        OneIsDone();
    }

    private void OneIsDone()
    {
        if (Interlocked.Increment(ref _done) == Both)
            _stream.Dispose();
    }
}
