using System.Diagnostics;
using System.Runtime.CompilerServices;
using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>The commands of <c>bench/turn.h</c>, done by the library.</summary>
internal sealed class TurnLoop<TTurn>(TTurn turn, Way way) : WorkerLoop(way)
    where TTurn : struct, IBenchTurn
{
    private readonly TTurn _turn = turn;

    protected override void Do(string verb, int size, int count)
    {
        switch (verb)
        {
            case WorkerVerb.Alone:
                Alone(count);
                break;
            case WorkerVerb.Ping:
                Ping(count);
                break;
            case WorkerVerb.Pong:
                Pong(count);
                break;
            default:
                throw NoSuch(verb);
        }
    }

    protected override ValueTask DoAsync(string verb, int size, int count) => verb switch
    {
        WorkerVerb.Ping => PingAsync(count),
        WorkerVerb.Pong => PongAsync(count),
        _ => throw NoSuch(verb),
    };

    private void Alone(int count)
    {
        TTurn own = _turn;
        for (int i = 0; i < count; i++)
        {
            own.Give();
            own.Await();
        }
    }

    private void Ping(int count)
    {
        TTurn own = _turn;
        long before = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            own.Give();
            own.Await();
            long after = Stopwatch.GetTimestamp();
            Trips[i] = after - before;
            before = after;
        }
    }

    private void Pong(int count)
    {
        TTurn own = _turn;
        for (int i = 0; i < count; i++)
        {
            own.Await();
            own.Give();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PingAsync(int count)
    {
        long before = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            _turn.Give();
            await _turn.AwaitAsync().ConfigureAwait(false);
            long after = Stopwatch.GetTimestamp();
            Trips[i] = after - before;
            before = after;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PongAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _turn.AwaitAsync().ConfigureAwait(false);
            _turn.Give();
        }
    }
}
