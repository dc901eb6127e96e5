using System.Collections.Concurrent;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>Every call on a connection, in any order and with short deadlines, until it has ended.</summary>
internal sealed class HostileCalls(SharedConnection connection, DeadlineWatch watch, int seed)
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly ConcurrentDictionary<string, int> s_ends = new(StringComparer.Ordinal);
    private static readonly Microsoft.Win32.SafeHandles.SafeFileHandle s_handle = File.OpenHandle("/dev/null");
    private static long s_sum;
    private readonly Random _sending = new(seed);
    private readonly Random _receiving = new(seed + 1);
    private readonly byte[] _message = new byte[connection.MaxMessageBytes];

    /// <summary>How connections have ended, and how often.</summary>
    public static string Ends => string.Join(", ", s_ends.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => $"{one.Key} {one.Value}"));

    /// <summary>Sends in every way until the end, so often at most.</summary>
    public void SendAll(int most) => Repeat(most, () => SendOne(_sending.Next(16), _sending.Next(16) == 0 ? _sending.Next(_message.Length + 1) : _sending.Next(Math.Min(200, _message.Length))));

    /// <summary>Receives in every way until the end, so often at most.</summary>
    public void ReceiveAll(int most) => Repeat(most, () => ReceiveOne(_receiving.Next(12)));

    private void Repeat(int most, Action call)
    {
        for (int i = 0; i < most; i++)
        {
            try
            {
                call();
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                // In time.
            }
            catch (Exception e) when (e is PeerDiedException or PeerClosedException or ProtocolViolationException or ObjectDisposedException)
            {
                s_ends.AddOrUpdate(e.GetType().Name, 1, static (_, count) => count + 1);
                connection.Dispose();
                return;
            }
            finally
            {
                watch.End();
            }
        }
    }

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
                Await(token => connection.SendAsync(_message.AsMemory(0, length), token).AsTask());
                break;
            case 6:
                Await(token => connection.WaitToSendAsync(length, token).AsTask());
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
        watch.Begin($"receiving {how}");
        switch (how)
        {
            case 0:
                Read(connection.Receive(s_short));
                break;
            case 1:
                Read(connection.ReceiveBatch(10, s_short));
                break;
            case 2:
                Await(async token => Read(await connection.ReceiveAsync(token)));
                break;
            case 3:
                Await(async token => Read(await connection.ReceiveBatchAsync(10, token)));
                break;
            case 4:
                Await(token => connection.WaitToReceiveAsync(token).AsTask());
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

    /// <summary>All of its bytes.</summary>
    private static void Read(MessageLease message)
    {
        using (message)
            Read(message.Span);
    }

    private static void Read(MessageBatch messages)
    {
        using (messages)
        {
            foreach (ReadOnlySpan<byte> message in messages)
                Read(message);
        }
    }

    private static void Read(ReadOnlySpan<byte> message)
    {
        long sum = 0;
        foreach (byte one in message)
            sum += one;
        Volatile.Write(ref s_sum, sum);
    }

    private static void Await(Func<CancellationToken, Task> wait)
    {
        using CancellationTokenSource soon = new(s_short);
        wait(soon.Token).GetAwaiter().GetResult();
    }
}
