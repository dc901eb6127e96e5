using System.Buffers;

namespace Causeway.Cli.Transfer;

/// <summary>Writes messages to standard output, each with one write(2), and notices when its reader goes.</summary>
internal sealed class OutputSink : IMessageSink
{
    private readonly PipeWriteEnd _output = new(new SafeFileDescriptor(1, ownsDescriptor: false), "standard output");
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly TransferFormat _format;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _either;
    private readonly Thread _watcher;
    private volatile bool _closed;

    public OutputSink(TransferFormat format, CancellationToken interruption)
    {
        _format = format;
        _either = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        _watcher = new Thread(Watch) { IsBackground = true, Name = "causeway-output" };
        _watcher.Start();
    }

    public CancellationToken Token => _either.Token;

    public bool IsClosed => _closed || _output.ReadersAreGone;

    /// <inheritdoc/>
    /// <exception cref="IOException">The reader went while the message was on its way to it.</exception>
    public int Take(ReceivedMessage message)
    {
        foreach (SafeFileDescriptor descriptor in message.Descriptors)
            descriptor.Dispose();
        try
        {
            if (_format == TransferFormat.Raw)
                _output.Write(message.Data.Span);
            else
                _output.Write(Format(message));
            return 0;
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE)
        {
            throw new IOException($"standard output was closed: a message of {message.Data.Length} bytes was taken and could not be handed on", e);
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _watcher.Join();
        _either.Dispose();
        _ended.Dispose();
        _output.Dispose();
    }

    private ReadOnlySpan<byte> Format(ReceivedMessage message)
    {
        _buffer.ResetWrittenCount();
        switch (_format)
        {
            case TransferFormat.Hex:
                _buffer.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(message.Data.Span)));
                break;
            case TransferFormat.Json:
                JsonMessage.Write(_buffer, message);
                break;
            default:
                _buffer.Write(message.Data.Span);
                break;
        }

        _buffer.Write("\n"u8);
        return _buffer.WrittenSpan;
    }

    private void Watch()
    {
        try
        {
            using HangUpWait wait = new(_ended.Token);
            wait.For(_output.Descriptor);
            _closed = true;
            _either.Cancel();
        }
        catch (OperationCanceledException)
        {
            // All messages are written.
        }
    }
}
