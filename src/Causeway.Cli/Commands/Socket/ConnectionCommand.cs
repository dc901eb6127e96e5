using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Runs a command whose standard input and output are a connection.</summary>
internal static class ConnectionCommand
{
    public const string Notes =
        """
        CMD has the connection as its standard input and output, and CAUSEWAY_PROCESS, CAUSEWAY_USER and CAUSEWAY_GROUP say who
        is at the other end. With --recv-fds it starts when descriptors have come, which it has as 3, 4, ...; the connection is
        then its standard input alone, without a zero byte that only carried them; what of seqpacket sockets were messages are
        bytes there, one after the other.
        """;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">No descriptors came in time.</exception>
    public static int Run(UnixSocket connection, IReadOnlyList<string> command, bool receiveDescriptors, TimeSpan? timeout, Interruption interruption)
    {
        CommandLookup.Check(command[0]);
        ChildProcessOptions options = new(command[0], command.Skip(1));
        foreach (Fact fact in connection.PeerCredentials is { } who ? SocketMessages.FactsOf(who) : [])
            options.Environment[$"CAUSEWAY_{fact.Name.ToUpperInvariant()}"] = fact.Text;
        if (receiveDescriptors)
            return RunWithDescriptors(connection, options, timeout, interruption);
        options.Descriptors[0] = connection.Descriptor;
        options.Descriptors[1] = connection.Descriptor;
        using RunningCommand running = RunningCommand.Start(options);
        return running.WaitForExitCode(interruption);
    }

    /// <summary>What came with the descriptors was read here: the command's input is a pipe with that in front.</summary>
    private static int RunWithDescriptors(UnixSocket connection, ChildProcessOptions options, TimeSpan? timeout, Interruption interruption)
    {
        byte[] buffer = new byte[SocketMessages.LongestMessage];
        using AnonymousPipe input = AnonymousPipe.Create();
        options.Descriptors[0] = input.Reader.Descriptor;
        using UnixReceived first = connection.ReceiveWithHandles(buffer, UnixSocket.MaxHandles, timeout, interruption.Token);
        SocketMessages.CheckWhole(first);
        if (first.Handles.Count == 0)
            throw new IOException(first.IsEnd ? "the other end closed without sending descriptors" : "what came first had no descriptors with it");
        for (int index = 0; index < first.Handles.Count; index++)
            options.Descriptors[CommandSink.FirstPassedDescriptor + index] = first.Handles[index];
        using RunningCommand running = RunningCommand.Start(options);
        first.Dispose();
        input.Reader.Dispose();

        using CancellationTokenSource ended = new();
        ReadOnlyMemory<byte> data = PassedDescriptors.DataOf(first, buffer);
        Task feeding = Task.Factory.StartNew(() => Feed(connection, input.Writer, data, buffer, ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return running.WaitForExitCode(interruption);
        }
        finally
        {
            ended.Cancel();
            feeding.GetAwaiter().GetResult();
        }
    }

    /// <summary>The rest of the connection, until it or the command ends.</summary>
    /// <param name="connection">From where.</param>
    /// <param name="writer">To where; closed at the end.</param>
    /// <param name="first">What comes first.</param>
    /// <param name="buffer">Where that lies, and the rest will.</param>
    /// <param name="token">The command has ended.</param>
    private static void Feed(UnixSocket connection, PipeWriteEnd writer, ReadOnlyMemory<byte> first, byte[] buffer, CancellationToken token)
    {
        try
        {
            writer.Write(first.Span, timeout: null, token);
            while (TryReceive(connection, buffer, token, out int count))
                writer.Write(buffer.AsSpan(0, count), timeout: null, token);
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE || e.Errno == Errno.ECONNRESET)
        {
            // It has closed its input, or the other end is gone: there is no more input either way.
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>False at the end, which an empty message is not.</summary>
    private static bool TryReceive(UnixSocket connection, byte[] buffer, CancellationToken token, out int count)
    {
        if (connection.Type == UnixSocketType.Stream)
        {
            count = connection.Receive(buffer, timeout: null, token);
            return count > 0;
        }

        UnixMessage message = connection.ReceiveMessage(buffer, timeout: null, token);
        SocketMessages.CheckWhole(message.IsTruncated, message.MessageBytes);
        count = message.Count;
        return !message.IsEnd;
    }
}
