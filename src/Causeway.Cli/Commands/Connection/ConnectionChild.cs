using Causeway.Cli.Commands.Socket;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Connection;

/// <summary>A command whose standard input and output are a connection, by two pipes.</summary>
internal sealed class ConnectionChild : IDisposable
{
    private const int BufferBytes = 65_536;

    private readonly SharedConnectionStream _stream;
    private readonly AnonymousPipe _input = AnonymousPipe.Create();
    private readonly AnonymousPipe _output = AnonymousPipe.Create();
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _abandoned = new();
    private volatile IOException? _death;

    private ConnectionChild(SharedConnection connection) => _stream = connection.GetStream();

    /// <summary>Runs it to its end.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="PeerDiedException">The other side died; the command has ended.</exception>
    public static ChildExitStatus Run(SharedConnection connection, IReadOnlyList<string> command, Interruption interruption)
    {
        using ConnectionChild child = new(connection);
        ChildExitStatus status = child.Run(command, interruption);
        if (status.Signal is not null)
            connection.Abort();
        return status;
    }

    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _ended.Dispose();
        _abandoned.Dispose();
    }

    private static Task OnThread(Action call) => Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private ChildExitStatus Run(IReadOnlyList<string> command, Interruption interruption)
    {
        ChildProcessOptions options = new(command[0], command.Skip(1));
        options.Descriptors[0] = _input.Reader.Descriptor;
        options.Descriptors[1] = _output.Writer.Descriptor;
        foreach (Fact fact in SocketMessages.FactsOf(_stream.Connection.Peer))
            options.Environment[$"CAUSEWAY_{fact.Name.ToUpperInvariant()}"] = fact.Text;
        using RunningCommand running = RunningCommand.Start(options);
        _input.Reader.Dispose();
        _output.Writer.Dispose();
        Task feeding = OnThread(Feed);
        Task draining = OnThread(() => Drain(running));
        try
        {
            ChildExitStatus status = running.WaitForExit(interruption);

            // Its last words are handed over. A signal, which a key sends to it as well and which may get here after its end, ends the wait for what
            // it left behind alone; a second one ends this process.
            using (interruption.Token.Register(_ended.Cancel))
                _ = Task.WaitAny([draining]);
            return _death is null ? status : throw _death;
        }
        finally
        {
            _ended.Cancel();
            _abandoned.Cancel();
            Task.WaitAll(feeding, draining);
        }
    }

    /// <summary>From the connection to the command.</summary>
    private void Feed()
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            while (_stream.Read(buffer, timeout: null, _ended.Token) is var count and > 0)
                _input.Writer.Write(buffer.AsSpan(0, count), timeout: null, _ended.Token);
        }
        catch (Exception e) when (e is PeerDiedException or ProtocolViolationException)
        {
            _death = (IOException)e;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The command has ended or closed its input, or the other side is gone: either way there is no more input.
        }
        finally
        {
            _input.Writer.Dispose();
        }
    }

    /// <summary>From the command to the connection. A command that lives on when its output ends has said all; of one that ends, how it ended tells.</summary>
    private void Drain(RunningCommand running)
    {
        byte[] buffer = new byte[BufferBytes];
        CommandOutput output = new(_output.Reader, _ended.Token);
        try
        {
            while (output.Read(buffer) is var count and > 0)
                _stream.Write(buffer.AsSpan(0, count), timeout: null, _abandoned.Token);
            if (!running.IsEnding)
                _stream.CompleteSending();
        }
        catch (Exception e) when (e is PeerDiedException or ProtocolViolationException)
        {
            _death = (IOException)e;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The other side is gone: the command hears of it by its next write.
        }
        finally
        {
            _output.Reader.Dispose();
        }
    }
}
