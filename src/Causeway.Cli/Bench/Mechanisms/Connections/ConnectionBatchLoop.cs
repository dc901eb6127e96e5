using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>Sends and receives many messages at once; each is copied from the caller's memory and into it, as in C.</summary>
/// <param name="connection">This side.</param>
/// <param name="most">How many at once.</param>
internal sealed class ConnectionBatchLoop(SharedConnection connection, int most) : WorkerLoop(Way.Blocking)
{
    private readonly byte[] _message = new byte[WorkerLimits.MessageBytes];
    private readonly ReadOnlyMemory<byte>[] _batch = new ReadOnlyMemory<byte>[most];

    protected override void Do(string verb, int size, int count)
    {
        switch (verb)
        {
            case WorkerVerb.Send:
                SendAll(size, count);
                break;
            case WorkerVerb.Drain:
                Drain(size, count);
                break;
            default:
                throw NoSuch(verb);
        }
    }

    private void SendAll(int size, int count)
    {
        _batch.AsSpan().Fill(_message.AsMemory(0, size));
        for (int left = count; left > 0; left -= most)
            connection.SendBatch(_batch.AsSpan(0, Math.Min(left, most)));
        connection.Receive().Dispose();
    }

    private void Drain(int size, int count)
    {
        Span<byte> to = _message.AsSpan(0, size);
        while (count > 0)
        {
            using MessageBatch messages = connection.ReceiveBatch(Math.Min(most, count));
            foreach (ReadOnlySpan<byte> message in messages)
                message.CopyTo(to);
            count -= messages.Count;
        }

        connection.Send(_message.AsSpan(0, 1));
    }
}
