using Causeway;

namespace Crash.Tests.Connections;

/// <summary>Receives numbered messages until there are no more, and checks them: half of those that come one by one are copied.</summary>
internal sealed class Receiver(SharedConnection connection, Shape shape, Random random, Tally tally)
{
    private const int MostOfBatch = 20;
    private readonly byte[] _buffer = new byte[connection.MaxMessageBytes];
    private long _received;

    /// <summary>Receives until the connection says why there is no more to come, which is thrown.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            Pause.Now(random);
            if (shape == Shape.AwaitingBatch)
                Take(await connection.ReceiveBatchAsync(1 + random.Next(MostOfBatch)).ConfigureAwait(false));
            else if (shape == Shape.Batch)
                Take(connection.ReceiveBatch(1 + random.Next(MostOfBatch)));
            else if (random.Next(2) == 0)
                await CopyOneAsync().ConfigureAwait(false);
            else
                await TakeOneAsync().ConfigureAwait(false);
            tally.Received = _received;
        }
    }

    private async ValueTask TakeOneAsync()
    {
        if (shape == Shape.Awaiting)
            Take(await connection.ReceiveAsync().ConfigureAwait(false));
        else if (shape != Shape.Trying)
            Take(connection.Receive());
        else if (connection.TryReceive(out MessageLease message))
            Take(message);
        else
            Thread.Yield();
    }

    private async ValueTask CopyOneAsync()
    {
        if (shape == Shape.Awaiting)
            CheckCopy(await connection.ReceiveAsync(_buffer.AsMemory()).ConfigureAwait(false));
        else if (shape != Shape.Trying)
            CheckCopy(connection.Receive(_buffer));
        else if (connection.TryReceive(_buffer, out int length))
            CheckCopy(length);
        else
            Thread.Yield();
    }

    private void CheckCopy(int length) => Check(_buffer.AsSpan(0, length));

    private void Take(MessageLease message)
    {
        using (message)
            Check(message.Span);
    }

    private void Take(MessageBatch messages)
    {
        using (messages)
        {
            foreach (ReadOnlySpan<byte> message in messages)
                Check(message);
        }
    }

    private void Check(ReadOnlySpan<byte> message)
    {
        int expected = Numbered.LengthOf(_received, connection.MaxMessageBytes);
        if (message.Length != expected || !Numbered.AreOf(message, _received))
            throw new InvalidDataException($"message {_received} has {message.Length} bytes (of {expected}) and is not what was sent: {Convert.ToHexString(message[..Math.Min(message.Length, 64)])}");
        _received++;
    }
}
