using Causeway.Messaging.Tests.Typed;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>Every call on a connection whose messages have a type, a struct and an object, as calls and as channels, in any order and with short deadlines.</summary>
internal sealed class HostileTypedCalls(SharedConnection connection, DeadlineWatch watch, int seed)
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private readonly HostileHalf _half = new(connection, watch, disposes: seed % 2 == 0);
    private readonly Random _sending = new(seed);
    private readonly Random _receiving = new(seed + 1);
    private readonly SharedConnection<Tick> _ticks = connection.As<Tick>();
    private readonly SharedConnection<Order> _orders = connection.As(OrderContext.Default.Order);

    /// <summary>Sends in every way until the end.</summary>
    public void SendAll() => _half.Repeat(int.MaxValue, () =>
    {
        int how = _sending.Next(10);
        watch.Begin($"sending {how}");
        SendOne(how, new Tick(how, 1.5), new Order(how, new string('x', _sending.Next(200))));
        return true;
    });

    /// <summary>Receives in every way until the end. What is none of its type, which garbage never is, is told as that, and the next goes on.</summary>
    public void ReceiveAll() => _half.Repeat(int.MaxValue, () =>
    {
        int how = _receiving.Next(10);
        watch.Begin($"receiving {how}");
        try
        {
            return ReceiveOne(how);
        }
        catch (MessageFormatException wrong) when (wrong.MessageBytes.Length <= connection.MaxMessageBytes)
        {
            return true;
        }
    });

    private void SendOne(int how, Tick tick, Order order)
    {
        switch (how)
        {
            case 0:
                _ticks.Send(tick, s_short);
                break;
            case 1:
                HostileHalf.Await(token => _ticks.SendAsync(tick, token).AsTask());
                break;
            case 2:
                HostileHalf.Await(token => _ticks.Writer.WriteAsync(tick, token).AsTask());
                break;
            case 3:
                HostileHalf.Await(token => _ticks.Writer.WaitToWriteAsync(token).AsTask());
                break;
            case 4:
                _orders.Send(order, s_short);
                break;
            case 5:
                HostileHalf.Await(token => _orders.SendAsync(order, token).AsTask());
                break;
            case 6:
                _orders.TrySend(order);
                break;
            case 7:
                _orders.Writer.TryWrite(order);
                break;
            default:
                _ticks.TrySend(tick);
                break;
        }
    }

    private bool ReceiveOne(int how)
    {
        switch (how)
        {
            case 0:
                _ticks.Receive(s_short);
                break;
            case 1:
                HostileHalf.Await(token => _ticks.ReceiveAsync(token).AsTask());
                break;
            case 2:
                HostileHalf.Await(token => _ticks.Reader.ReadAsync(token).AsTask());
                break;
            case 3:
                return Wait(_orders);
            case 4:
                _orders.Receive(s_short);
                break;
            case 5:
                HostileHalf.Await(token => _orders.ReceiveAsync(token).AsTask());
                break;
            case 6:
                HostileHalf.Await(token => ReadSomeAsync(_ticks, token));
                break;
            case 7:
                HostileHalf.Await(token => ReadSomeAsync(_orders, token));
                break;
            case 8:
                _orders.TryReceive(out _);
                break;
            default:
                _ticks.TryReceive(out _);
                break;
        }

        return true;
    }

    private static bool Wait(SharedConnection<Order> orders)
    {
        bool more = true;
        HostileHalf.Await(async token => more = await orders.Reader.WaitToReadAsync(token));
        return more;
    }

    private static async Task ReadSomeAsync<T>(SharedConnection<T> connection, CancellationToken token)
    {
        int left = 20;
        await foreach (T message in connection.ReadAllAsync(token))
        {
            if (message is null || --left == 0)
                return;
        }
    }
}
