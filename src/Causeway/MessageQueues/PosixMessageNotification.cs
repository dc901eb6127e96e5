namespace Causeway;

/// <summary>How the process that registered at a POSIX queue is told of a message (mq_notify(3), sigev_notify).</summary>
public enum PosixMessageNotification
{
    /// <summary>Nobody is registered.</summary>
    None,

    /// <summary>By a signal (SIGEV_SIGNAL).</summary>
    Signal,

    /// <summary>Not at all: the registration only keeps others from having one (SIGEV_NONE).</summary>
    Silent,

    /// <summary>By a message to the process itself: <see cref="PosixMessageQueue.NotifyAsync"/>, or a thread that its C library starts (SIGEV_THREAD).</summary>
    Thread,
}
