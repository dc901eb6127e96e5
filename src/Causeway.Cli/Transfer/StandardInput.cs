using Causeway.Cli.Commands;

namespace Causeway.Cli.Transfer;

/// <summary>This process's standard input: its bytes, or its lines as they come. It may be shared with other processes, and stays as it is.</summary>
internal sealed class StandardInput : IDisposable
{
    private readonly PipeReadEnd _input = new(StandardDescriptor.OpenInput(), "standard input");
    private readonly CancellationToken _token;
    private readonly RecordBuffer _records;

    public StandardInput(CancellationToken token)
    {
        _token = token;
        _records = new RecordBuffer(Read);
    }

    public void Dispose() => _input.Dispose();

    /// <summary>Some bytes; 0 at the end.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public int Read(Span<byte> buffer) => _input.Read(buffer, timeout: null, _token);

    /// <summary>All of it.</summary>
    /// <param name="mostBytes">More than these is refused.</param>
    /// <exception cref="UsageException">There is more.</exception>
    public ReadOnlyMemory<byte> ReadToEnd(long mostBytes) => _records.ReadToEnd(mostBytes)
        ?? throw new UsageException($"standard input has more than {mostBytes} bytes, which is the longest message there; --text sends each line for itself");

    /// <summary>The next line without its line feed; null at the end. Valid until the next one is read.</summary>
    /// <param name="mostBytes">No message is in a line of more.</param>
    /// <exception cref="IOException">The line is longer.</exception>
    public ReadOnlyMemory<byte>? ReadLine(long mostBytes = long.MaxValue) => _records.ReadLine(mostBytes);
}
