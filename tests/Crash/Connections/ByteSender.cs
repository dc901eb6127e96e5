using Causeway;

namespace Crash.Tests.Connections;

/// <summary>Sends numbered bytes over a connection that carries bytes, and keeps account of them.</summary>
internal sealed class ByteSender(SharedConnection connection, Shape shape, Random random, Tally tally)
{
    private const int MostAtOnce = 300;
    private const int ShareOfLong = 16;
    private readonly byte[] _buffer = new byte[connection.RingBytes * 2];
    private long _sent;

    /// <summary>Sends so many, then says that there are no more.</summary>
    public async Task RunAsync(long count)
    {
        while (_sent < count)
        {
            Pause.Now(random);
            Memory<byte> part = _buffer.AsMemory(0, (int)Math.Min(1 + random.Next(random.Next(ShareOfLong) == 0 ? _buffer.Length : MostAtOnce), count - _sent));
            Numbered.Fill(part.Span, number: 0, _sent);
            tally.Started = _sent + part.Length;
            if (shape == Shape.Stream)
                connection.GetStream().Write(part.Span);
            else if (shape == Shape.AwaitingStream)
                await connection.GetStream().WriteAsync(part).ConfigureAwait(false);
            else
                await connection.GetPipe().Output.WriteAsync(part).ConfigureAwait(false);
            _sent += part.Length;
            tally.Committed = _sent;
        }

        tally.IsCompleting = true;
        if (shape == Shape.Pipe)
            await connection.GetPipe().Output.CompleteAsync().ConfigureAwait(false);
        else
            connection.GetStream().CompleteSending();
    }
}
