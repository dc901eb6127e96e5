using System.Globalization;

namespace Causeway;

/// <summary>One delivery of a signal, with what the kernel knows of it (siginfo_t).</summary>
/// <remarks>
/// Who sends with a value (sigqueue(3)) fills in sender, value and cause by itself, and may lie about them: only what came by kill(2),
/// tgkill(2), the kernel or a child's change was filled in by the kernel.
/// </remarks>
public readonly record struct ReceivedSignal
{
    /// <summary>Which signal.</summary>
    public required Signal Signal { get; init; }

    /// <summary>Whether the rest is known. False where the runtime delivered it: then only <see cref="Signal"/> says something.</summary>
    public bool HasSenderInfo { get; init; }

    /// <summary>Why it came.</summary>
    public SignalCause Cause { get; init; }

    /// <summary>The number of the cause, si_code.</summary>
    public int Code { get; init; }

    /// <summary>Who sent it, of SIGCHLD the child; 0: not known. It was nobody, or a process that has no pid here, or the queue was full when it came.</summary>
    public int SenderProcessId { get; init; }

    /// <summary>The sender's real user. It says nothing where <see cref="SenderProcessId"/> is 0.</summary>
    public uint SenderUserId { get; init; }

    /// <summary>The value that came with it, as C's sival_int: the lower half of <see cref="PointerValue"/>.</summary>
    public int Value => (int)PointerValue;

    /// <summary>The value that came with it, as C's sival_ptr. Of a sender in C that set sival_int the upper half means nothing.</summary>
    public nint PointerValue { get; init; }

    /// <summary>How many more times a timer had run out by then.</summary>
    public int Overrun { get; init; }

    /// <summary>Of SIGCHLD: the exit code, or the number of the signal that ended, stopped or continued the child.</summary>
    public int Status { get; init; }

    /// <summary>The cause by its name in C: <c>SI_QUEUE</c>; null where it is unknown.</summary>
    public string? CodeName => Cause switch
    {
        SignalCause.Unknown => null,
        SignalCause.Kill => "SI_USER",
        SignalCause.Queue => "SI_QUEUE",
        SignalCause.Thread => "SI_TKILL",
        SignalCause.Timer => "SI_TIMER",
        SignalCause.MessageQueue => "SI_MESGQ",
        SignalCause.AsynchronousIo => "SI_ASYNCIO",
        SignalCause.Kernel => "SI_KERNEL",
        SignalCause.ChildExited => "CLD_EXITED",
        SignalCause.ChildKilled => "CLD_KILLED",
        SignalCause.ChildDumped => "CLD_DUMPED",
        SignalCause.ChildTrapped => "CLD_TRAPPED",
        SignalCause.ChildStopped => "CLD_STOPPED",
        SignalCause.ChildContinued => "CLD_CONTINUED",
        _ => string.Create(CultureInfo.InvariantCulture, $"si_code {Code}"),
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        if (!HasSenderInfo)
            return Signal.Name;
        string text = string.Create(CultureInfo.InvariantCulture, $"{Signal} {CodeName} from pid {SenderProcessId}, uid {SenderUserId}");
        return Cause switch
        {
            SignalCause.Queue or SignalCause.MessageQueue or SignalCause.AsynchronousIo => string.Create(CultureInfo.InvariantCulture, $"{text}, value {ValueText}"),
            SignalCause.Timer => string.Create(CultureInfo.InvariantCulture, $"{Signal} {CodeName}, value {ValueText}, overrun {Overrun}"),
            >= SignalCause.ChildExited and <= SignalCause.ChildContinued => string.Create(CultureInfo.InvariantCulture, $"{text}, status {Status}"),
            _ => text,
        };
    }

    /// <summary>As an int where its upper half says nothing.</summary>
    private string ValueText => (PointerValue >> 32) == 0 || PointerValue == Value ? Value.ToString(CultureInfo.InvariantCulture) : PointerValue.ToString(CultureInfo.InvariantCulture);
}
