using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Standard input to a socket, and the socket to standard output, until the other end closes.</summary>
internal static class Conversation
{
    /// <summary>Looks before there is a connection.</summary>
    /// <exception cref="IOException">Standard input or output is closed.</exception>
    public static void CheckDescriptors()
    {
        StandardDescriptor.OpenInput().Dispose();
        StandardDescriptor.CheckOutput();
    }

    public static int Run(UnixSocket socket, ReceivePlan plan, Interruption interruption)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        using CancellationTokenSource failed = new();
        Task sending = Task.Factory.StartNew(() => Send(socket, plan.Format, failed, ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            SocketMessages messages = new(socket, plan, wholeReads: false);
            int exitCode = ReceiveLoop.Run(plan, interruption, token => Next(messages, token, failed.Token));
            if (sending.IsFaulted)
                sending.GetAwaiter().GetResult();
            return exitCode;
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested)
        {
            sending.GetAwaiter().GetResult();
            throw;
        }
        finally
        {
            ended.Cancel();
            _ = Task.WaitAny(sending);
        }
    }

    /// <summary>What the other end says, until nothing more can be said to it.</summary>
    private static ReceivedMessage? Next(SocketMessages messages, CancellationToken token, CancellationToken failed)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(token, failed);
        return messages.Next(either.Token);
    }

    /// <summary>At the end of standard input the other end is told; it may still answer. If sending fails neither end is kept waiting.</summary>
    private static void Send(UnixSocket socket, TransferFormat format, CancellationTokenSource failed, CancellationToken token)
    {
        try
        {
            StreamRecords.Send([], format, socket.Type == UnixSocketType.Stream, SocketMessages.LongestTo(socket), data => socket.Send(data.Span, timeout: null, token), token);
            if (socket.Type != UnixSocketType.Datagram)
                socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        }
        catch (OperationCanceledException)
        {
            // The other end was done first.
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE || e.Errno == Errno.ECONNRESET || e.Errno == Errno.ENOTCONN)
        {
            // It is gone: the receiving side sees its end.
        }
        catch
        {
            failed.Cancel();
            throw;
        }
    }
}
