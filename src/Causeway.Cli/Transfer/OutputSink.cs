using System.Buffers;

namespace Causeway.Cli.Transfer;

/// <summary>Writes messages to standard output, each with one write(2), and notices when its reader goes.</summary>
internal sealed class OutputSink : IMessageSink
{
    /// <summary>How long a message that was taken may still wait for its reader when this process is asked to end.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly PipeWriteEnd _output = new(StandardDescriptor.OpenOutput(), "standard output");
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly TransferFormat _format;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _either;
    private readonly CancellationTokenSource _grace = new();
    private readonly CancellationTokenRegistration _interrupted;
    private readonly Thread _watcher;
    private volatile bool _closed;

    public OutputSink(TransferFormat format, CancellationToken interruption)
    {
        _format = format;
        _either = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        _interrupted = interruption.Register(() => _grace.CancelAfter(s_grace));
        _watcher = new Thread(Watch) { IsBackground = true, Name = "causeway-output" };
        _watcher.Start();
    }

    public CancellationToken Token => _either.Token;

    public bool IsClosed => _closed || _output.ReadersAreGone;

    /// <inheritdoc/>
    /// <exception cref="IOException">The message could not be written: its reader went, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">This process was asked to end, and nobody read on.</exception>
    public int Take(ReceivedMessage message)
    {
        foreach (SafeFileDescriptor descriptor in message.Descriptors)
            descriptor.Dispose();
        try
        {
            _output.Write(_format == TransferFormat.Raw ? message.Data.Span : Format(message), timeout: null, _grace.Token);
            return 0;
        }
        catch (SyscallException e)
        {
            string reason = e.Errno == Errno.EPIPE ? "was closed" : $"failed, {e.Errno.Name}, {e.Errno.Meaning}";
            throw new IOException($"standard output {reason}: {LossOf(message)}", e);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"causeway: nobody reads standard output: {LossOf(message)}");
            throw;
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _watcher.Join();
        _interrupted.Dispose();
        _grace.Dispose();
        _either.Dispose();
        _ended.Dispose();
        _output.Dispose();
    }

    private static string LossOf(ReceivedMessage message) => $"a message of {Counted.Of(message.Data.Length, "byte")} was taken and could not be handed on";

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
            using PollWait wait = new(_ended.Token);
            wait.ForHangUp(_output.Descriptor);
            _closed = true;
            _either.Cancel();
        }
        catch (OperationCanceledException)
        {
            // All messages are written.
        }
    }
}
