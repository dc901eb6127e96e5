namespace Causeway.Commands;

/// <summary>One start of the commands of a pipeline, with the pipes to, from and between them.</summary>
/// <remarks>
/// Every end that a child gets is closed here as soon as it has it: a writing end that stayed open would keep the end of
/// the stream from its reader for ever, and a reading end would keep SIGPIPE from its writer. All ends are close-on-exec,
/// so that no other child of this process has them either.
/// </remarks>
internal sealed class PipelineStart
{
    private static readonly SafeFileDescriptor s_standardOutput = new(1, ownsDescriptor: false);

    private readonly ShellCommandOptions _options;
    private readonly bool _ownGroup;
    private readonly List<ChildProcess> _processes = [];

    /// <summary>Nothing is reaped before: the first process's id must not be free while others shall join its group.</summary>
    private readonly TaskCompletionSource _allStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AnonymousPipe? _input;
    private readonly AnonymousPipe? _output;
    private readonly AnonymousPipe? _error;

    /// <summary>What the next command reads; null for this process's standard input.</summary>
    private PipeReadEnd? _source;

    private PipelineStart(ShellCommandOptions options, bool write, bool read, bool ownGroup)
    {
        _options = options;
        _ownGroup = ownGroup;
        try
        {
            if (write)
                _input = AnonymousPipe.Create();
            if (read)
                _output = AnonymousPipe.Create();
            if (options.StandardError == StandardErrorMode.Separate)
                _error = AnonymousPipe.Create();
        }
        catch
        {
            DisposePipes();
            throw;
        }

        _source = _input?.Reader;
    }

    /// <summary>Starts them all, or none: where one cannot be started, those before it are killed.</summary>
    public static CommandParts Run(IReadOnlyList<CommandStage> stages, ShellCommandOptions options, bool write, bool read, bool ownGroup) =>
        new PipelineStart(options, write, read, ownGroup).Run(stages);

    private CommandParts Run(IReadOnlyList<CommandStage> stages)
    {
        var group = new CommandProcesses(_processes, _ownGroup);
        try
        {
            for (int i = 0; i < stages.Count; i++)
                StartNext(stages[i], isLast: i == stages.Count - 1);
        }
        catch
        {
            group.KillOrLeave();
            group.Dispose();
            DisposePipes();
            throw;
        }
        finally
        {
            _allStarted.SetResult();
            _source?.Dispose();
            _output?.Writer.Dispose();
            _error?.Writer.Dispose();
        }

        return new CommandParts(group, _input?.Writer, _output?.Reader, _error?.Reader);
    }

    private void StartNext(CommandStage stage, bool isLast)
    {
        using PipeReadEnd? source = _source;
        _source = null;
        AnonymousPipe? next = isLast ? null : AnonymousPipe.Create();
        try
        {
            SafeFileDescriptor? target = (isLast ? _output : next)?.Writer.Descriptor;
            _processes.Add(ChildProcess.Start(Describe(stage, source?.Descriptor, target), _allStarted.Task));
            _source = next?.Reader;
        }
        catch
        {
            next?.Reader.Dispose();
            throw;
        }
        finally
        {
            next?.Writer.Dispose();
        }
    }

    private ChildProcessOptions Describe(CommandStage stage, SafeFileDescriptor? source, SafeFileDescriptor? target)
    {
        ChildProcessOptions child = stage.ToChildOptions();
        child.WorkingDirectory = _options.WorkingDirectory;
        foreach ((string name, string? value) in _options.Environment)
            child.Environment[name] = value;
        if (_ownGroup)
            child.ProcessGroup = _processes.Count == 0 ? 0 : _processes[0].Id;
        if (source is not null)
            child.Descriptors[0] = source;
        if (target is not null)
            child.Descriptors[1] = target;
        if (ErrorTarget(stage, target) is { } error)
            child.Descriptors[2] = error;
        return child;
    }

    /// <summary>null: this process's standard error.</summary>
    private SafeFileDescriptor? ErrorTarget(CommandStage stage, SafeFileDescriptor? target)
    {
        if (stage.ErrorIntoPipe)
            return target ?? s_standardOutput;
        return _options.StandardError switch
        {
            StandardErrorMode.Separate => _error!.Writer.Descriptor,
            StandardErrorMode.Merge => _output?.Writer.Descriptor ?? s_standardOutput,
            _ => null,
        };
    }

    private void DisposePipes()
    {
        _input?.Dispose();
        _output?.Dispose();
        _error?.Dispose();
    }
}
