using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Causeway.Cli.Bench.Workers;

/// <content>By calls that block.</content>
internal sealed partial class MessageLoop<TChannel, TReceived>
{
    protected override void Do(string verb, int size, int count)
    {
        switch (verb)
        {
            case WorkerVerb.Alone:
                Alone(size, count);
                break;
            case WorkerVerb.Send:
                SendAll(size, count);
                break;
            case WorkerVerb.Drain:
                Drain(size, count);
                break;
            case WorkerVerb.Ping:
                Ping(size, count);
                break;
            case WorkerVerb.Pong:
                Pong(size, count);
                break;
            default:
                throw NoSuch(verb);
        }
    }

    private void Alone(int size, int count)
    {
        Span<byte> message = _message.Span.Slice(0, size);
        for (int i = 0; i < count; i++)
        {
            _channel.Send(message);
            Receive(message);
        }
    }

    private void SendAll(int size, int count)
    {
        ReadOnlySpan<byte> message = _message.Span.Slice(0, size);
        for (int i = 0; i < count; i++)
            _channel.Send(message);
        Receive(_message.Span.Slice(0, 1));
    }

    private void Drain(int size, int count)
    {
        Span<byte> message = _message.Span.Slice(0, size);
        for (int i = 0; i < count; i++)
            Receive(message);
        _channel.Send(_message.Span.Slice(0, 1));
    }

    private void Ping(int size, int count)
    {
        Span<byte> message = _message.Span.Slice(0, size);
        long before = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            _channel.Send(message);
            Receive(message);
            long after = Stopwatch.GetTimestamp();
            Trips[i] = after - before;
            before = after;
        }
    }

    private void Pong(int size, int count)
    {
        Span<byte> message = _message.Span.Slice(0, size);
        for (int i = 0; i < count; i++)
        {
            Receive(message);
            _channel.Send(message);
        }
    }

    /// <summary>As in C by a pointer: the span is looked up once for all messages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Receive(Span<byte> message)
    {
        for (int received = 0; received < message.Length;)
            received += Count(_channel.Receive(message[received..]), message[received..]);
    }

    private static int Count(TReceived message, Span<byte> buffer)
    {
        int received = TChannel.Take(message, buffer);
        return received > 0 ? received : throw new EndOfStreamException("the other process is gone");
    }
}
