using System.Globalization;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>The ends of pipes or FIFOs.</summary>
internal readonly struct StreamChannel : IBenchChannel<int>
{
    private readonly PipeWriteEnd _output;
    private readonly PipeReadEnd _input;

    /// <summary>Takes inherited descriptors.</summary>
    public StreamChannel(Way way, IReadOnlyList<string> names)
    {
        _output = new PipeWriteEnd(new SafeFileDescriptor(int.Parse(names[0], CultureInfo.InvariantCulture))) { InlineContinuations = way == Way.Inline };
        _input = new PipeReadEnd(new SafeFileDescriptor(int.Parse(names[1], CultureInfo.InvariantCulture))) { InlineContinuations = way == Way.Inline };
    }

    public static int Take(int received, Span<byte> buffer) => received;

    public void Send(ReadOnlySpan<byte> message) => _output.Write(message);

    public int Receive(Span<byte> buffer) => _input.Read(buffer);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _output.WriteAsync(message);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _input.ReadAsync(buffer);
}
