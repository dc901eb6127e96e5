namespace Causeway;

/// <summary>Why a traced thread stopped (ptrace(2)).</summary>
public enum TraceStopKind
{
    /// <summary>A thread or process that a traced one made begins. It may come before the maker's <see cref="Cloned"/>.</summary>
    Started,

    /// <summary>A system call is about to be made: its registers may still be changed.</summary>
    SystemCallEntered,

    /// <summary>A system call has been made: <see cref="TraceStop.Result"/> and <see cref="TraceStop.Error"/>. Without an entry where tracing began, or a signal came, in the middle of it.</summary>
    SystemCallExited,

    /// <summary>A signal or exception is about to be delivered: the handler's action lets it pass, changes or swallows it.</summary>
    Signal,

    /// <summary>The process has a new program (execve(2)) that has run no instruction; its other threads are gone.</summary>
    Executed,

    /// <summary>The thread made a thread or a process: <see cref="TraceStop.NewThreadId"/>.</summary>
    Cloned,

    /// <summary>The thread is about to end: <see cref="TraceStop.ExitStatus"/>. Its memory can still be read, nothing can keep it.</summary>
    Exiting,

    /// <summary>The thread met a breakpoint, whose instruction is done next.</summary>
    Breakpoint,

    /// <summary>One instruction was done (<see cref="TraceAction.Step"/>).</summary>
    Stepped,

    /// <summary>The process was stopped by SIGSTOP, SIGTSTP, SIGTTIN or SIGTTOU, and stays so until SIGCONT.</summary>
    GroupStopped,

    /// <summary><see cref="ProcessTracer.Interrupt"/> was called.</summary>
    Interrupted,
}
