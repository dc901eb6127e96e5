namespace Causeway.Messaging.Tests.Hostile;

/// <summary>Every call on a connection, in any order and with short deadlines, until it has ended.</summary>
internal sealed class HostileCalls(SharedConnection connection, DeadlineWatch watch, int seed)
{
    private const int FirstCopy = 12;
    private const byte Untouched = 0xA5;
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly Microsoft.Win32.SafeHandles.SafeFileHandle s_handle = File.OpenHandle("/dev/null");
    private readonly HostileHalf _half = new(connection, watch, disposes: seed % 2 == 0);
    private readonly Random _sending = new(seed);
    private readonly Random _receiving = new(seed + 1);
    private readonly byte[] _message = new byte[connection.MaxMessageBytes];
    private readonly byte[] _buffer = new byte[connection.MaxMessageBytes];

    /// <summary>Sends in every way until the end, so often at most.</summary>
    public void SendAll(int most) => _half.Repeat(most, () =>
    {
        SendOne(_sending.Next(16), _sending.Next(16) == 0 ? _sending.Next(_message.Length + 1) : _sending.Next(Math.Min(200, _message.Length)));
        return true;
    });

    /// <summary>Receives in every way until the end, so often at most.</summary>
    public void ReceiveAll(int most) => _half.Repeat(most, () =>
    {
        int how = _receiving.Next(18);
        watch.Begin($"receiving {how}");
        if (how < FirstCopy)
            ReceiveOne(how);
        else
            CopyOne(how);
        return true;
    });

    private void SendOne(int how, int length)
    {
        watch.Begin($"sending {how}");
        switch (how)
        {
            case 0:
                connection.Send(_message.AsSpan(0, length), s_short);
                break;
            case 1:
                if (connection.TryReserve(length, out Span<byte> room))
                    Finish(room);
                break;
            case 2:
                Finish(connection.Reserve(length, s_short));
                break;
            case 3:
                SendBatch(length);
                break;
            case 4:
                connection.SendBatch([_message.AsMemory(0, length), _message.AsMemory(0, length / 2), default], s_short);
                break;
            case 5:
                HostileHalf.Await(token => connection.SendAsync(_message.AsMemory(0, length), token).AsTask());
                break;
            case 6:
                HostileHalf.Await(token => connection.WaitToSendAsync(length, token).AsTask());
                break;
            case 7 when length == 7:
                connection.SendHandle(s_handle, default, s_short);
                break;
            case 8 when !connection.Name.StartsWith('@'):
                connection.Send(_message.AsSpan(0, length));
                break;
            default:
                connection.TrySend(_message.AsSpan(0, length));
                break;
        }
    }

    private void Finish(Span<byte> room)
    {
        room.Fill(0x55);
        if (room.Length % 3 == 0)
            connection.Abandon();
        else
            connection.Commit(room.Length / 2);
    }

    private void SendBatch(int length)
    {
        using SharedSendBatch batch = connection.BeginBatch();
        for (int i = 0; i < 10 && batch.TryAdd(_message.AsSpan(0, length)); i++)
        {
            // As many as there is room for.
        }

        if (length % 5 != 0)
            batch.Commit();
    }

    private void ReceiveOne(int how)
    {
        switch (how)
        {
            case 0:
                Read(connection.Receive(s_short));
                break;
            case 1:
                Read(connection.ReceiveBatch(10, s_short));
                break;
            case 2:
                HostileHalf.Await(async token => Read(await connection.ReceiveAsync(token)));
                break;
            case 3:
                HostileHalf.Await(async token => Read(await connection.ReceiveBatchAsync(10, token)));
                break;
            case 4:
                HostileHalf.Await(token => connection.WaitToReceiveAsync(token).AsTask());
                break;
            case 5:
                if (connection.TryReceiveBatch(100, out MessageBatch messages))
                    Read(messages);
                break;
            case 6:
                if (connection.TryReceiveHandle(out ReceivedHandle handle))
                    handle.Descriptor.Dispose();
                break;
            case 7 when !connection.Name.StartsWith('@'):
                Read(connection.Receive());
                break;
            default:
                if (connection.TryReceive(out MessageLease message))
                    Read(message);
                break;
        }
    }

    /// <summary>Into a buffer that may be too short: then the message stays, and nothing beside the buffer is touched in any case.</summary>
    private void CopyOne(int how)
    {
        Memory<byte> room = _buffer.AsMemory(0, _receiving.Next(4) == 0 ? _buffer.Length : _receiving.Next(Math.Min(130, _buffer.Length)));
        Span<byte> beside = _buffer.AsSpan(room.Length, Math.Min(64, _buffer.Length - room.Length));
        beside.Fill(Untouched);
        try
        {
            HostileHalf.Read(room.Span[..Copy(how, room)]);
        }
        catch (ArgumentException e) when (e is not ArgumentOutOfRangeException && e.Message.Contains("the message is still there", StringComparison.Ordinal))
        {
            // As it should be.
        }

        if (beside.IndexOfAnyExcept(Untouched) >= 0)
            throw new InvalidDataException($"{room.Length} bytes of room, and more was written");
    }

    private int Copy(int how, Memory<byte> room)
    {
        int length = 0;
        if (how == FirstCopy)
            length = connection.Receive(room.Span, s_short);
        else if (how == FirstCopy + 1)
            HostileHalf.Await(async token => length = await connection.ReceiveAsync(room, token));
        else
            connection.TryReceive(room.Span, out length);
        return length;
    }

    /// <summary>All of its bytes.</summary>
    private static void Read(MessageLease message)
    {
        using (message)
            HostileHalf.Read(message.Span);
    }

    private static void Read(MessageBatch messages)
    {
        using (messages)
        {
            foreach (ReadOnlySpan<byte> message in messages)
                HostileHalf.Read(message);
        }
    }
}
