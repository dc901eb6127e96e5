using Causeway;

namespace Crash.Tests.Connections;

/// <summary>Receives numbered messages until there are no more, and checks them.</summary>
internal sealed class Receiver(SharedConnection connection, Shape shape, Random random, Tally tally)
{
    private const int MostOfBatch = 20;
    private long _received;

    /// <summary>Receives until the connection says why there is no more to come, which is thrown.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            Pause.Now(random);
            if (shape == Shape.Awaiting)
                Take(await connection.ReceiveAsync().ConfigureAwait(false));
            else if (shape == Shape.AwaitingBatch)
                Take(await connection.ReceiveBatchAsync(1 + random.Next(MostOfBatch)).ConfigureAwait(false));
            else if (shape == Shape.Batch)
                Take(connection.ReceiveBatch(1 + random.Next(MostOfBatch)));
            else if (shape != Shape.Trying)
                Take(connection.Receive());
            else if (connection.TryReceive(out MessageLease message))
                Take(message);
            else
                Thread.Yield();
            tally.Received = _received;
        }
    }

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
