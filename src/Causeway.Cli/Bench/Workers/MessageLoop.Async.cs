using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Causeway.Cli.Bench.Workers;

/// <content>By asynchronous calls. The loops themselves allocate nothing either, so that what is counted is the library's.</content>
internal sealed partial class MessageLoop<TChannel, TReceived>
{
    protected override ValueTask DoAsync(string verb, int size, int count) => verb switch
    {
        WorkerVerb.Alone => AloneAsync(size, count),
        WorkerVerb.Send => SendAllAsync(size, count),
        WorkerVerb.Drain => DrainAsync(size, count),
        WorkerVerb.Ping => PingAsync(size, count),
        WorkerVerb.Pong => PongAsync(size, count),
        _ => throw NoSuch(verb),
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AloneAsync(int size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _channel.SendAsync(_message.Slice(0, size)).ConfigureAwait(false);
            for (int received = 0; received < size;)
                received += Count(await _channel.ReceiveAsync(_message.Slice(received, size - received)).ConfigureAwait(false), _message.Span.Slice(received, size - received));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAllAsync(int size, int count)
    {
        for (int i = 0; i < count; i++)
            await _channel.SendAsync(_message.Slice(0, size)).ConfigureAwait(false);
        Count(await _channel.ReceiveAsync(_message.Slice(0, 1)).ConfigureAwait(false), _message.Span.Slice(0, 1));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DrainAsync(int size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            for (int received = 0; received < size;)
                received += Count(await _channel.ReceiveAsync(_message.Slice(received, size - received)).ConfigureAwait(false), _message.Span.Slice(received, size - received));
        }

        await _channel.SendAsync(_message.Slice(0, 1)).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PingAsync(int size, int count)
    {
        long before = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await _channel.SendAsync(_message.Slice(0, size)).ConfigureAwait(false);
            for (int received = 0; received < size;)
                received += Count(await _channel.ReceiveAsync(_message.Slice(received, size - received)).ConfigureAwait(false), _message.Span.Slice(received, size - received));
            long after = Stopwatch.GetTimestamp();
            Trips[i] = after - before;
            before = after;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PongAsync(int size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            for (int received = 0; received < size;)
                received += Count(await _channel.ReceiveAsync(_message.Slice(received, size - received)).ConfigureAwait(false), _message.Span.Slice(received, size - received));
            await _channel.SendAsync(_message.Slice(0, size)).ConfigureAwait(false);
        }
    }
}
