using System.Diagnostics;

namespace Causeway;

/// <summary>A system call of IPC, decoded; valid until the handler returns.</summary>
public readonly ref struct IpcCall
{
    private readonly OpenCall _call;
    private readonly CallForm _form;

    internal IpcCall(OpenCall call, CallForm form)
    {
        _call = call;
        _form = form;
    }

    /// <summary>The call, as in its man page.</summary>
    public string Name => _form.Name;

    /// <summary>What it communicates through.</summary>
    public IpcMechanism Mechanism => _call.Mechanism;

    /// <summary>The process that made it.</summary>
    public int ProcessId => _call.Thread.ProcessId;

    /// <summary>The thread that made it.</summary>
    public int ThreadId => _call.Thread.Id;

    /// <summary>The object it is about: a name, a path, <c>pipe:[123]</c>, <c>id 5 key 0x00001234</c>; null where it is about none.</summary>
    public string? ObjectName => _call.Subject;

    /// <summary>The arguments, with flags by name and descriptors with what they are.</summary>
    public ReadOnlySpan<char> Arguments => _call.ArgumentText;

    /// <summary>The result as text: a number, a descriptor with what it is, or an error and what it means.</summary>
    public ReadOnlySpan<char> ResultText => _call.ResultText;

    /// <summary>What the call answered: negative the number of an error.</summary>
    public long Result => IsFinished ? _call.Result : 0;

    /// <summary>The call's error; the default value where it succeeded or did not finish.</summary>
    public Errno Error => IsFinished ? _call.Thread.Call.Error : default;

    /// <summary>False where the thread ended in the call.</summary>
    public bool IsFinished => _call.IsFinished;

    /// <summary>When it began, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long StartedAt => _call.StartedAt;

    /// <summary>From its entry to its exit, as the tracer saw them: with what the tracing itself takes.</summary>
    public TimeSpan Duration => Stopwatch.GetElapsedTime(_call.StartedAt, _call.EndedAt);

    /// <summary>The whole call as one line of C: <c>mq_open("/orders", O_RDONLY, 0, NULL) = 3&lt;/orders&gt;</c>.</summary>
    public ReadOnlySpan<char> Text => _call.Text;

    /// <inheritdoc/>
    public override string ToString() => _call.Text.ToString();
}
