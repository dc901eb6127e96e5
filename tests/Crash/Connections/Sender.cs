using Causeway;

namespace Crash.Tests.Connections;

/// <summary>Sends numbered messages over a connection, and keeps account of them.</summary>
internal sealed class Sender(SharedConnection connection, Shape shape, Random random, Tally tally)
{
    private const int MostOfBatch = 12;
    private readonly byte[] _buffer = new byte[connection.MaxMessageBytes];
    private readonly byte[][] _buffers = [.. Enumerable.Range(0, MostOfBatch).Select(_ => new byte[connection.MaxMessageBytes])];
    private readonly ReadOnlyMemory<byte>[] _batch = new ReadOnlyMemory<byte>[MostOfBatch];
    private long _sent;

    /// <summary>Sends so many, then says that there are no more.</summary>
    public async Task RunAsync(long count)
    {
        while (_sent < count)
        {
            Pause.Now(random);
            if (shape == Shape.Awaiting)
                await SendAwaitedAsync().ConfigureAwait(false);
            else if (shape == Shape.AwaitingBatch)
                await SendBatchAsync().ConfigureAwait(false);
            else
                SendSome();
            tally.Committed = _sent;
        }

        tally.IsCompleting = true;
        connection.CompleteSending();
    }

    private void SendSome()
    {
        switch (shape)
        {
            case Shape.InPlace:
                SendInPlace();
                break;
            case Shape.Trying:
                SendTrying();
                break;
            case Shape.Batch:
                SendBatch();
                break;
            default:
                connection.Send(Next());
                _sent++;
                break;
        }
    }

    private ReadOnlySpan<byte> Next() => NextInMemory().Span;

    private ReadOnlyMemory<byte> NextInMemory()
    {
        Memory<byte> message = _buffer.AsMemory(0, Numbered.LengthOf(_sent, connection.MaxMessageBytes));
        Numbered.Fill(message.Span, _sent);
        tally.Started = _sent + 1;
        return message;
    }

    private void SendInPlace()
    {
        int length = Numbered.LengthOf(_sent, connection.MaxMessageBytes);
        if (random.Next(8) == 0)
        {
            connection.Reserve(length).Fill(0xFF);
            connection.Abandon();
        }

        Span<byte> room = connection.Reserve(Math.Min(length + random.Next(20), connection.MaxMessageBytes));
        room.Fill(0xFF);
        Numbered.Fill(room[..length], _sent);
        tally.Started = _sent + 1;
        connection.Commit(length);
        _sent++;
    }

    private void SendTrying()
    {
        ReadOnlySpan<byte> message = Next();
        while (!connection.TrySend(message))
            Thread.Yield();
        _sent++;
    }

    private void SendBatch()
    {
        int most = 1 + random.Next(MostOfBatch);
        int count = 0;
        using (SharedSendBatch batch = connection.BeginBatch())
        {
            while (count < most && Add(batch, count))
                count++;
            tally.Started = _sent + count;
            if (count > 0 && random.Next(8) != 0)
                batch.Commit();
            else
                count = 0;
        }

        _sent += count;
        tally.Started = _sent;
        if (count > 0)
            return;
        connection.Send(Next());
        _sent++;
    }

    private bool Add(SharedSendBatch batch, int count)
    {
        Span<byte> message = _buffer.AsSpan(0, Numbered.LengthOf(_sent + count, connection.MaxMessageBytes));
        Numbered.Fill(message, _sent + count);
        return batch.TryAdd(message);
    }

    private async ValueTask SendAwaitedAsync()
    {
        await connection.SendAsync(NextInMemory()).ConfigureAwait(false);
        _sent++;
    }

    /// <summary>In as many parts as there is room for.</summary>
    private async ValueTask SendBatchAsync()
    {
        int count = 1 + random.Next(MostOfBatch);
        for (int i = 0; i < count; i++)
        {
            _batch[i] = _buffers[i].AsMemory(0, Numbered.LengthOf(_sent + i, connection.MaxMessageBytes));
            Numbered.Fill(_buffers[i].AsSpan(0, _batch[i].Length), _sent + i);
        }

        tally.Started = _sent + count;
        await connection.SendBatchAsync(_batch.AsMemory(0, count)).ConfigureAwait(false);
        _sent += count;
    }
}
