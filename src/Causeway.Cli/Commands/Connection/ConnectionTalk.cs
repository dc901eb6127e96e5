using System.Globalization;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Connection;

/// <summary>Standard input to a connection, and the connection to standard output, until neither side has more to say or one is gone.</summary>
internal sealed class ConnectionTalk : IDisposable
{
    private readonly SharedConnection _connection;
    private readonly SharedConnectionStream? _stream;
    private readonly ConnectionPlan _plan;
    private readonly CancellationTokenSource _ended;
    private byte[] _buffer = new byte[65_536];
    private bool _peerHasCompleted;
    private bool _sendingFailed;

    private ConnectionTalk(SharedConnection connection, ConnectionPlan plan, CancellationToken interrupted)
    {
        _connection = connection;
        _stream = connection.Mode == SharedConnectionMode.Stream ? connection.GetStream() : null;
        _plan = plan;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
    }

    /// <summary>Looks before there is a connection.</summary>
    /// <exception cref="IOException">Standard input or output is closed, or the command cannot be run.</exception>
    public static void Check(ConnectionPlan plan)
    {
        if (plan.Receive.Command is { } command)
            CommandLookup.Check(command[0]);
        else if (!plan.IsBench)
            StandardDescriptor.OpenInput().Dispose();
        StandardDescriptor.CheckOutput();
    }

    /// <summary>Talks.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(SharedConnection connection, ConnectionPlan plan, Interruption interruption)
    {
        if (plan.Receive.Command is { } command)
        {
            // Where the next one is served no exit code tells of it.
            ChildExitStatus status = ConnectionChild.Run(connection, command, interruption);
            bool isFailure = status.Signal is not null && plan.Keep && !interruption.Token.IsCancellationRequested;
            return isFailure ? throw new IOException($"the command was {status}") : status.ShellCode;
        }

        using ConnectionTalk talk = new(connection, plan, interruption.Token);
        return talk.Run(interruption);
    }

    public void Dispose() => _ended.Dispose();

    private int Run(Interruption interruption)
    {
        Task sending = Task.Factory.StartNew(Send, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            int exitCode = ReceiveLoop.Run(_plan.Receive, interruption, Next);
            if (exitCode == 0 && _peerHasCompleted)
                FinishSending(sending);
            interruption.Token.ThrowIfCancellationRequested();
            if (_sendingFailed)
                _ = Task.WaitAny(sending);
            if (sending.IsFaulted)
                sending.GetAwaiter().GetResult();
            return exitCode;
        }
        finally
        {
            _ended.Cancel();
            _ = Task.WaitAny(sending);
        }
    }

    /// <summary>The next message or bytes; null when the other side sends no more.</summary>
    private ReceivedMessage? Next(CancellationToken token)
    {
        try
        {
            if (_stream is not null)
            {
                int count = _stream.Read(_buffer, _plan.Receive.Timeout, token);
                _peerHasCompleted = count == 0;
                return _peerHasCompleted ? null : new ReceivedMessage(_buffer.AsMemory(0, count));
            }

            using MessageLease message = _connection.Receive(_plan.Receive.Timeout, token);
            if (_buffer.Length < message.Length)
                _buffer = new byte[message.Length];
            message.Span.CopyTo(_buffer);
            return new ReceivedMessage(_buffer.AsMemory(0, message.Length));
        }
        catch (PeerClosedException)
        {
            _peerHasCompleted = true;
            return null;
        }
        catch (ObjectDisposedException)
        {
            // What was to be sent could not be: who sends says why.
            _sendingFailed = true;
            return null;
        }
    }

    /// <summary>The other side says no more, and may still listen: what is left is sent, unless it goes.</summary>
    private void FinishSending(Task sending)
    {
        using CancellationTokenSource sent = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        Task<Exception?> gone = HangUpAsync(sent.Token);
        _ = Task.WaitAny(sending, gone);
        sent.Cancel();
        if (gone.GetAwaiter().GetResult() is { } death)
            throw death;
    }

    /// <summary>Completes when the other side is gone.</summary>
    /// <returns>Why, unless it has closed in good order.</returns>
    private async Task<Exception?> HangUpAsync(CancellationToken token)
    {
        try
        {
            while (true)
                (await _connection.ReceiveHandleAsync(token).ConfigureAwait(false)).Dispose();
        }
        catch (Exception e) when (e is PeerClosedException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed, or nobody wants to know any more.
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }

    /// <summary>At the end of standard input the other side is told; it may still answer.</summary>
    private void Send()
    {
        try
        {
            StreamRecords.Send([], _plan.Receive.Format, lineFeeds: false, _connection.MaxMessageBytes, SendOne, _ended.Token);
            _connection.CompleteSending();
        }
        catch (OperationCanceledException)
        {
            // The other side was done first.
        }
        catch (Exception e) when (e is PeerClosedException or PeerDiedException)
        {
            // It is gone: the receiving side sees its end.
        }
        catch (Exception)
        {
            // A line that is no message, say: no more is sent, and neither side is kept waiting.
            _connection.Abort();
            throw;
        }
    }

    private void SendOne(ReadOnlyMemory<byte> data)
    {
        if (_stream is not null)
            _stream.Write(data.Span, timeout: null, _ended.Token);
        else if (data.Length > _connection.MaxMessageBytes)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"a line of {Counted.Of(data.Length, "byte")} is no message: one has {_connection.MaxMessageBytes} at the most, half the ring; say a larger --ring, or --messages on neither side"));
        else
            _connection.Send(data.Span, timeout: null, _ended.Token);
    }
}
