using System.IO.Pipelines;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>Every call on a connection's stream, or on its pipe, in any order and with short deadlines, until it has ended.</summary>
internal sealed class HostileStreamCalls(SharedConnection connection, DeadlineWatch watch, int seed, bool isPipe)
{
    private const int MostBytes = 3000;
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private readonly HostileHalf _half = new(connection, watch, disposes: seed % 2 == 0);
    private readonly Random _writing = new(seed);
    private readonly Random _reading = new(seed + 1);
    private readonly byte[] _bytes = new byte[MostBytes];
    private readonly byte[] _buffer = new byte[MostBytes];
    private readonly SharedConnectionStream? _stream = isPipe ? null : connection.GetStream();
    private readonly IDuplexPipe? _pipe = isPipe ? connection.GetPipe() : null;

    /// <summary>Writes in every way until the end.</summary>
    public void WriteAll() => _half.Repeat(int.MaxValue, () =>
    {
        watch.Begin("writing");
        ReadOnlyMemory<byte> bytes = _bytes.AsMemory(0, _writing.Next(_writing.Next(8) == 0 ? MostBytes : 200));
        if (_pipe is not null)
            HostileHalf.Await(async token => await _pipe.Output.WriteAsync(bytes, token));
        else if (_writing.Next(2) == 0)
            _stream!.Write(bytes.Span, s_short);
        else
            HostileHalf.Await(async token => await _stream!.WriteAsync(bytes, token));
        return true;
    });

    /// <summary>Reads in every way until the end.</summary>
    public void ReadAll() => _half.Repeat(int.MaxValue, () =>
    {
        watch.Begin("reading");
        return _pipe is not null ? ReadPipe(_pipe.Input) : ReadStream(_buffer.AsMemory(0, 1 + _reading.Next(MostBytes)));
    });

    private bool ReadStream(Memory<byte> room)
    {
        int count = 0;
        if (_reading.Next(2) == 0)
            count = _stream!.Read(room.Span, s_short);
        else
            HostileHalf.Await(async token => count = await _stream!.ReadAsync(room, token));
        HostileHalf.Read(room.Span[..count]);
        return count > 0;
    }

    private static bool ReadPipe(PipeReader pipe)
    {
        bool isMore = true;
        HostileHalf.Await(async token =>
        {
            ReadResult result = await pipe.ReadAsync(token);
            foreach (ReadOnlyMemory<byte> part in result.Buffer)
                HostileHalf.Read(part.Span);
            pipe.AdvanceTo(result.Buffer.End);
            isMore = !result.IsCompleted;
        });
        return isMore;
    }
}
