namespace Causeway.Cli.Bench.Workers;

/// <summary>A worker as the command sees it: lines to its standard input, lines back. Disposing ends it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>No command takes a hundredth of this: a worker that has not answered by then never will.</summary>
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(60);

    private readonly string _name;
    private readonly ChildProcess _child;
    private readonly StreamWriter _input;
    private readonly StreamReader _output;
    private readonly StreamReader _errors;
    private readonly CancellationToken _interrupted;

    /// <summary>Starts one.</summary>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="options">What to start.</param>
    /// <param name="interrupted">Ends every wait for it.</param>
    public WorkerProcess(string name, ChildProcessOptions options, CancellationToken interrupted)
    {
        _name = name;
        _interrupted = interrupted;
        using AnonymousPipe input = AnonymousPipe.Create();
        using AnonymousPipe output = AnonymousPipe.Create();
        using AnonymousPipe errors = AnonymousPipe.Create();
        options.Descriptors[0] = input.Reader.Descriptor;
        options.Descriptors[1] = output.Writer.Descriptor;
        options.Descriptors[2] = errors.Writer.Descriptor;

        // The terminal's Ctrl-C is for the command alone.
        options.ProcessGroup = 0;
        _child = ChildProcess.Start(options);
        _input = new StreamWriter(new PipeWriteEnd(input.Writer.Descriptor.Duplicate())) { AutoFlush = true };
        _output = new StreamReader(new PipeReadEnd(output.Reader.Descriptor.Duplicate()));
        _errors = new StreamReader(new PipeReadEnd(errors.Reader.Descriptor.Duplicate()));
    }

    /// <summary>Gives it a command.</summary>
    public void Tell(WorkerCommand command) => Tell(command.ToString());

    /// <summary>Gives it a line.</summary>
    public void Tell(string line)
    {
        try
        {
            _input.WriteLine(line);
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE)
        {
            throw Gone();
        }
    }

    /// <summary>Waits for its answer.</summary>
    /// <exception cref="OperationCanceledException">The command was interrupted.</exception>
    /// <exception cref="TimeoutException">It hangs.</exception>
    /// <exception cref="IOException">It ended; the message holds what it said.</exception>
    public string Hear()
    {
        using var watchdog = CancellationTokenSource.CreateLinkedTokenSource(_interrupted);
        watchdog.CancelAfter(s_watchdog);
        try
        {
            return _output.ReadLineAsync(watchdog.Token).AsTask().GetAwaiter().GetResult() ?? throw Gone();
        }
        catch (OperationCanceledException e) when (!_interrupted.IsCancellationRequested)
        {
            throw new TimeoutException($"{_name} has not answered for {s_watchdog.TotalSeconds:0} s", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _child.Kill();
        _child.WaitForExit();
        _child.Dispose();
        _output.Dispose();
        _errors.Dispose();
        _input.BaseStream.Dispose();
    }

    private IOException Gone()
    {
        _child.Kill();
        string said = _errors.ReadToEnd().Trim().ReplaceLineEndings(" ");
        return new IOException($"{_name} ended: {(said.Length > 0 ? said : _child.WaitForExit().ToString())}");
    }
}
