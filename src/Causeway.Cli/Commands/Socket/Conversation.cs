using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Standard input to a socket, and the socket to standard output, until both ends have said all, or the other one is gone.</summary>
internal sealed class Conversation
{
    public const string Notes =
        """

        Without CMD the end of one direction leaves the other open: it ends when both have ended, or the other end has closed. What
        was read from standard input and could not be sent is an error (2); of --text, --hex and --json that is whole lines. The timeout
        starts anew with what comes, and what goes.
        """;

    private readonly UnixSocket _socket;
    private readonly ReceivePlan _plan;
    private readonly Interruption _interruption;
    private readonly Upload _upload;
    private readonly SocketMessages _messages;
    private bool _heardAll;

    private Conversation(UnixSocket socket, ReceivePlan plan, Interruption interruption, Upload upload)
    {
        _socket = socket;
        _plan = plan;
        _interruption = interruption;
        _upload = upload;
        _messages = new SocketMessages(socket, plan, wholeReads: false);
    }

    /// <summary>Looks before there is a connection.</summary>
    /// <exception cref="IOException">Standard input or output is closed.</exception>
    public static void CheckDescriptors()
    {
        StandardDescriptor.OpenInput().Dispose();
        StandardDescriptor.CheckOutput();
    }

    public static int Run(UnixSocket socket, ReceivePlan plan, Interruption interruption)
    {
        using Upload upload = new(socket, plan.Format, interruption.Token);
        return new Conversation(socket, plan, interruption, upload).Run();
    }

    private int Run()
    {
        int exitCode;
        try
        {
            exitCode = ReceiveLoop.Run(_plan, _interruption, Next);
        }
        catch (OperationCanceledException) when (_upload.Failed.IsCancellationRequested)
        {
            _upload.Finish();
            throw;
        }
        catch (SyscallException e) when (_socket.Type != UnixSocketType.Datagram && e.Errno == Errno.ECONNRESET)
        {
            // It closed without reading all. Where there was more to send, that failure says it better.
            _upload.Finish();
            throw;
        }

        if (_heardAll)
            return FinishUpload() ? exitCode : VerbRunner.NothingThere;
        if (exitCode == VerbRunner.NothingThere)
            _upload.GiveUp();
        else
            _upload.Cut();
        return exitCode;
    }

    /// <summary>What the other end says, until nothing more can be said to it. It is not late as long as it listens.</summary>
    private ReceivedMessage? Next(CancellationToken token)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(token, _upload.Failed);
        while (true)
        {
            int unread = _upload.Unread;
            try
            {
                ReceivedMessage? message = _messages.Next(either.Token);
                _heardAll = message is null;
                return message;
            }
            catch (TimeoutException) when (_upload.RestOf(_plan.Timeout!.Value, unread) is var rest && rest > TimeSpan.Zero)
            {
                // Something went the other way meanwhile.
                _messages.NextTimeout = rest;
            }
        }
    }

    /// <summary>
    /// The other end has said all, and may listen on: its end is one direction's (shutdown(2)). Once it is gone (POLLHUP) standard input
    /// is not waited for: what was read and cannot be sent is a failure, what nobody has typed yet is none.
    /// </summary>
    /// <returns>False where nothing was sent for too long.</returns>
    private bool FinishUpload()
    {
        bool? isGone = AwaitUpload();
        _interruption.Token.ThrowIfCancellationRequested();
        if (isGone is null)
        {
            _upload.GiveUp();
            return false;
        }

        _upload.Finish();
        if (isGone.Value)
            _ = _socket.TryReceive(new byte[1], out _); // ECONNRESET, where it has left something unread
        return true;
    }

    /// <summary>Waits until all is sent (false), or the other end is gone (true), or nothing moves for too long (null).</summary>
    private bool? AwaitUpload()
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_interruption.Token, _upload.Done);
        using PollWait wait = new(either.Token);
        TimeSpan? rest = _plan.Timeout;
        try
        {
            int unread;
            do
            {
                unread = _upload.Unread;
                if (wait.ForHangUp(_socket.Descriptor, rest))
                    return true;
                rest = _upload.RestOf(_plan.Timeout!.Value, unread);
            }
            while (rest > TimeSpan.Zero);
            return null;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
