using Causeway.Sys;

namespace Causeway;

/// <summary>What the kernel tells of a signal, in its two forms, read as the cause says which fields count.</summary>
internal static class SignalInfo
{
    /// <summary>Of rt_sigtimedwait(2).</summary>
    public static ReceivedSignal Read(ref LibC.siginfo_t info)
    {
        SignalCause cause = CauseOf(info.si_signo, info.si_code);
        bool hasSender = HasSender(cause);
        return new ReceivedSignal
        {
            Signal = new Signal(info.si_signo),
            HasSenderInfo = true,
            Cause = cause,
            Code = info.si_code,
            SenderProcessId = hasSender ? info.si_pid : 0,
            SenderUserId = hasSender ? info.si_uid : 0,
            PointerValue = HasValue(cause) ? info.si_value : 0,
            Overrun = cause == SignalCause.Timer ? info.si_overrun : 0,
            Status = IsOfChild(cause) ? info.si_status : 0,
        };
    }

    /// <summary>Of a signalfd.</summary>
    public static ReceivedSignal Read(ref LibC.signalfd_siginfo info)
    {
        SignalCause cause = CauseOf((int)info.ssi_signo, info.ssi_code);
        bool hasSender = HasSender(cause);
        return new ReceivedSignal
        {
            Signal = new Signal((int)info.ssi_signo),
            HasSenderInfo = true,
            Cause = cause,
            Code = info.ssi_code,
            SenderProcessId = hasSender ? (int)info.ssi_pid : 0,
            SenderUserId = hasSender ? info.ssi_uid : 0,
            PointerValue = HasValue(cause) ? (nint)info.ssi_ptr : 0,
            Overrun = cause == SignalCause.Timer ? (int)info.ssi_overrun : 0,
            Status = IsOfChild(cause) ? info.ssi_status : 0,
        };
    }

    private static SignalCause CauseOf(int signal, int code) => code switch
    {
        LibC.SI_USER => SignalCause.Kill,
        LibC.SI_QUEUE => SignalCause.Queue,
        LibC.SI_TKILL => SignalCause.Thread,
        LibC.SI_TIMER => SignalCause.Timer,
        LibC.SI_MESGQ => SignalCause.MessageQueue,
        LibC.SI_ASYNCIO => SignalCause.AsynchronousIo,
        LibC.SI_KERNEL => SignalCause.Kernel,

        // The numbers of a child's changes mean something else of other signals.
        >= LibC.CLD_EXITED and <= LibC.CLD_CONTINUED when signal == Signal.Chld.Number => SignalCause.ChildExited + (code - LibC.CLD_EXITED),
        _ => SignalCause.Other,
    };

    private static bool HasValue(SignalCause cause) =>
        cause is SignalCause.Queue or SignalCause.Timer or SignalCause.MessageQueue or SignalCause.AsynchronousIo;

    private static bool IsOfChild(SignalCause cause) => cause is >= SignalCause.ChildExited and <= SignalCause.ChildContinued;

    private static bool HasSender(SignalCause cause) =>
        IsOfChild(cause) || cause is SignalCause.Kill or SignalCause.Queue or SignalCause.Thread or SignalCause.MessageQueue or SignalCause.AsynchronousIo;
}
