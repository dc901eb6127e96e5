using System.IO.Pipelines;
using Causeway;

namespace Crash.Tests.Connections;

/// <summary>Receives numbered bytes until there are no more, and checks them.</summary>
internal sealed class ByteReceiver(SharedConnection connection, Shape shape, Random random, Tally tally)
{
    private const int MostAtOnce = 2000;
    private readonly byte[] _buffer = new byte[MostAtOnce];
    private long _received;

    /// <summary>Receives until the end.</summary>
    public async Task RunAsync()
    {
        bool isMore = true;
        while (isMore)
        {
            Pause.Now(random);
            Memory<byte> room = _buffer.AsMemory(0, 1 + random.Next(MostAtOnce));
            if (shape == Shape.Stream)
                isMore = Check(room, connection.GetStream().Read(room.Span));
            else if (shape == Shape.AwaitingStream)
                isMore = Check(room, await connection.GetStream().ReadAsync(room).ConfigureAwait(false));
            else
                isMore = Check(await connection.GetPipe().Input.ReadAsync().ConfigureAwait(false));
            tally.Received = _received;
        }
    }

    private bool Check(Memory<byte> room, int count) => Check(room.Span[..count]);

    private bool Check(ReadResult result)
    {
        foreach (ReadOnlyMemory<byte> part in result.Buffer)
            Check(part.Span);
        connection.GetPipe().Input.AdvanceTo(result.Buffer.End);
        return !result.IsCompleted;
    }

    private bool Check(ReadOnlySpan<byte> bytes)
    {
        if (!Numbered.AreOf(bytes, number: 0, _received))
            throw new InvalidDataException($"{bytes.Length} bytes from {_received} on are not what was sent: {Convert.ToHexString(bytes[..Math.Min(bytes.Length, 64)])}");
        _received += bytes.Length;
        return !bytes.IsEmpty;
    }
}
