namespace Causeway;

/// <summary>Why a signal came (si_code of sigaction(2), whose name stands behind each).</summary>
public enum SignalCause
{
    /// <summary>Not known: the runtime delivered it (<see cref="ReceivedSignal.HasSenderInfo"/> is false).</summary>
    Unknown,

    /// <summary>kill(2), or a pidfd (SI_USER).</summary>
    Kill,

    /// <summary>sigqueue(3), with a value (SI_QUEUE).</summary>
    Queue,

    /// <summary>tgkill(2) (SI_TKILL).</summary>
    Thread,

    /// <summary>A timer of timer_create(2) ran out (SI_TIMER): it has a value and an overrun, and no sender.</summary>
    Timer,

    /// <summary>A message came to an empty POSIX queue (SI_MESGQ): <see cref="PosixMessageQueue.RegisterNotification(Signal, nint)"/>. It has a value.</summary>
    MessageQueue,

    /// <summary>Asynchronous input or output ended (SI_ASYNCIO). It has a value.</summary>
    AsynchronousIo,

    /// <summary>The kernel itself (SI_KERNEL): the terminal, a resource limit, alarm(2)…</summary>
    Kernel,

    /// <summary>A child exited (CLD_EXITED); <see cref="ReceivedSignal.Status"/> is its exit code.</summary>
    ChildExited,

    /// <summary>A signal ended a child (CLD_KILLED); <see cref="ReceivedSignal.Status"/> is its number.</summary>
    ChildKilled,

    /// <summary>A signal ended a child, which left a core file (CLD_DUMPED); <see cref="ReceivedSignal.Status"/> is its number.</summary>
    ChildDumped,

    /// <summary>A traced child stopped (CLD_TRAPPED); <see cref="ReceivedSignal.Status"/> is the signal's number.</summary>
    ChildTrapped,

    /// <summary>A child was stopped (CLD_STOPPED); <see cref="ReceivedSignal.Status"/> is the signal's number.</summary>
    ChildStopped,

    /// <summary>A child was continued (CLD_CONTINUED); <see cref="ReceivedSignal.Status"/> is SIGCONT's number.</summary>
    ChildContinued,

    /// <summary>Something else: <see cref="ReceivedSignal.Code"/> is the number.</summary>
    Other,
}
