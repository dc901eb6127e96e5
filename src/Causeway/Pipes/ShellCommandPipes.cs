namespace Causeway;

/// <summary>The pipes of a command being started: what is not taken by then is closed by Dispose, the child's ends always.</summary>
internal sealed class ShellCommandPipes : IDisposable
{
    private readonly List<IDisposable> _childEnds = [];
    private PipeWriteEnd? _input;
    private PipeReadEnd? _output;
    private PipeReadEnd? _error;

    public ShellCommandPipes(ChildProcessOptions child, bool write, bool read, bool separateError)
    {
        try
        {
            if (write)
                _input = Feed(child, 0);
            if (read)
                _output = Drain(child, 1);
            if (separateError)
                _error = Drain(child, 2);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public PipeWriteEnd? TakeInput() => Interlocked.Exchange(ref _input, null);

    public PipeReadEnd? TakeOutput() => Interlocked.Exchange(ref _output, null);

    public PipeReadEnd? TakeError() => Interlocked.Exchange(ref _error, null);

    public void Dispose()
    {
        foreach (IDisposable end in _childEnds)
            end.Dispose();
        _input?.Dispose();
        _output?.Dispose();
        _error?.Dispose();
    }

    private PipeWriteEnd Feed(ChildProcessOptions child, int number)
    {
        AnonymousPipe pipe = AnonymousPipe.Create();
        child.Descriptors[number] = pipe.Reader.Descriptor;
        _childEnds.Add(pipe.Reader);
        return pipe.Writer;
    }

    private PipeReadEnd Drain(ChildProcessOptions child, int number)
    {
        AnonymousPipe pipe = AnonymousPipe.Create();
        child.Descriptors[number] = pipe.Writer.Descriptor;
        _childEnds.Add(pipe.Writer);
        return pipe.Reader;
    }
}
