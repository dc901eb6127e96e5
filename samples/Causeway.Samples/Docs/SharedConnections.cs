using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Causeway.Samples.Docs;

/// <summary>What docs/shared-connections.md quotes.</summary>
public static class SharedConnections
{
    public static void Serve(SharedConnectionOptions options)
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", options);
        using SharedConnection connection = listener.Accept();
        try
        {
            while (true)
            {
                using MessageLease order = connection.Receive();
                connection.Send(Encoding.UTF8.GetBytes($"taken: {Encoding.UTF8.GetString(order.Span)}"));
            }
        }
        catch (PeerClosedException)
        {
            // It has closed, or said that it sends no more. Had it died, this would be PeerDiedException.
        }
    }

    public static string Order(SharedConnectionOptions options, string what)
    {
        using SharedConnection connection = SharedConnection.Connect("orders", options);
        connection.Send(Encoding.UTF8.GetBytes(what), timeout: TimeSpan.FromSeconds(5));
        using MessageLease answer = connection.Receive(TimeSpan.FromSeconds(5));
        return Encoding.UTF8.GetString(answer.Span);
    }

    public static int TakeACopy(SharedConnection connection, Span<byte> buffer)
    {
        int length = connection.Receive(buffer);
        return Total(buffer[..length]);
    }

    public static void WriteInPlace(SharedConnection connection)
    {
        Span<byte> room = connection.Reserve(bytes: 100);
        int length = Encoding.UTF8.GetBytes("written where it will be read", room);
        connection.Commit(length);

        using SharedSendBatch batch = connection.BeginBatch();
        while (batch.Count < 16 && batch.TryAdd("one of several that appear at once"u8))
        {
        }

        batch.Commit();
    }

    public static async Task<int> ReceiveManyAsync(SharedConnection connection, CancellationToken token)
    {
        int bytes = 0;
        while (await connection.WaitToReceiveAsync(token))
        {
            using MessageBatch messages = await connection.ReceiveBatchAsync(max: 256, token);
            foreach (ReadOnlySpan<byte> message in messages)
                bytes += message.Length;
        }

        return bytes;
    }

    public static async Task TypedAsync(SharedConnection first, SharedConnection second, CancellationToken token)
    {
        SharedConnection<Sample> samples = first.As<Sample>();
        await samples.SendAsync(new Sample { Sensor = 7, Value = 21.5 }, token);

        ChannelWriter<Order> orders = second.As(OrderContext.Default.Order).Writer;
        await orders.WriteAsync(new Order(17, "pear"), token);
        orders.Complete();
    }

    public static async Task<double> ReadAllAsync(SharedConnection connection, CancellationToken token)
    {
        double sum = 0;
        await foreach (Sample sample in connection.As<Sample>().ReadAllAsync(token))
            sum += sample.Value;
        return sum;
    }

    public static async Task CopyAsync(SharedConnection connection, Stream file, CancellationToken token)
    {
        SharedConnectionStream stream = connection.GetStream();
        await file.CopyToAsync(stream, token);
        stream.CompleteSending();
        int answer = stream.ReadByte();

        if (answer != 'k')
            throw new InvalidDataException("not taken");
    }

    public static void HandOver(SharedConnection connection, string path)
    {
        using FileStream file = File.OpenRead(path);
        connection.SendHandle(file.SafeFileHandle, "the log"u8);
    }

    public static string TakeOver(SharedConnection connection)
    {
        using ReceivedHandle taken = connection.ReceiveHandle(TimeSpan.FromSeconds(5));
        using var file = new FileStream($"/proc/self/fd/{taken.Descriptor.Number}", FileMode.Open, FileAccess.Read);
        using var reader = new StreamReader(file);
        return $"{Encoding.UTF8.GetString(taken.Note.Span)}: {reader.ReadToEnd()}";
    }

    public static SharedConnectionOptions ForOthers(uint webServer)
    {
        var options = new SharedConnectionOptions
        {
            Policy = SharedConnectionPolicy.AllowUsers(webServer).WithLargestRing(16 * 1024 * 1024),
            RingBytes = 4 * 1024 * 1024,
            Priority = SharedConnectionPriority.Throughput,
        };

        return options;
    }

    public static void Host(IServiceCollection services)
    {
        services.AddSharedConnectionListener("orders");
        services.AddSharedConnectionListener("uploads", _ => new SharedConnectionOptions { Mode = SharedConnectionMode.Stream });
    }

    private static int Total(ReadOnlySpan<byte> amounts)
    {
        int total = 0;
        foreach (byte amount in amounts)
            total += amount;
        return total;
    }
}
