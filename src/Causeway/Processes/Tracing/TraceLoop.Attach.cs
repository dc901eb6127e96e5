using Causeway.Sys;

namespace Causeway;

/// <summary>Taking hold of a process and all its threads.</summary>
internal sealed unsafe partial class TraceLoop
{
    private readonly nint _attachOptions = OptionsOf(options);

    /// <summary>Seizes every thread of a process, and has each stop once where it is to stop at calls: from there on it is resumed in that manner.</summary>
    /// <param name="id">The process, or one of its threads.</param>
    /// <param name="executions">By how many execve(2) it becomes the program, where it is what launches it: then none is stopped.</param>
    /// <exception cref="SyscallException">It cannot be traced; those threads that could be are still traced.</exception>
    public TracedProcess Seize(int id, int executions = 0)
    {
        int processId = ProcStatus.ProcessOf(id) ?? throw SeizeFailure.Of(id, Errno.ESRCH);

        // A thread that one makes which is not seized yet is not traced by itself: until none is found that is new.
        while (SeizeNew(processId))
        {
        }

        TracedProcess process = _threads.FindProcess(processId) ?? throw SeizeFailure.Of(id, Errno.ESRCH);
        process.IsOwnChild = ProcStatus.ReadNumber(processId, "PPid") == Environment.ProcessId;
        process.ExecutionsToProgram = executions;
        foreach (TracedThread thread in _threads.All)
        {
            if (thread.Process == process && executions == 0 && _resume == LibC.PTRACE_SYSCALL)
                _ = LibC.ptrace(LibC.PTRACE_INTERRUPT, thread.Id, 0, 0, out _);
        }

        return process;
    }

    private bool SeizeNew(int processId)
    {
        bool hasNew = false;
        foreach (int id in ProcStatus.ThreadsOf(processId))
        {
            if (_threads.Find(id) is not null)
                continue;
            if (LibC.ptrace(LibC.PTRACE_SEIZE, id, 0, _attachOptions, out Errno error) == 0)
            {
                _threads.Add(id, processId);
                hasNew = true;
            }
            else if (error != Errno.ESRCH && !IsTracedOrDead(id))
            {
                throw SeizeFailure.Of(processId, error);
            }
        }

        return hasNew;
    }

    /// <summary>Made by a thread that is traced: traced too, and it shows itself. Or ended, while others of its process go on.</summary>
    private static bool IsTracedOrDead(int id) =>
        ProcStatus.ReadNumber(id, "TracerPid") is not { } tracer || tracer == LibC.gettid() || ProcStatus.Read(id, "State") is ['Z' or 'X', ..];

    private static nint OptionsOf(ProcessTracerOptions options)
    {
        nint bits = LibC.PTRACE_O_TRACESYSGOOD | LibC.PTRACE_O_TRACECLONE | LibC.PTRACE_O_TRACEEXEC | LibC.PTRACE_O_TRACEEXIT;

        // Forks are told in any case: a child has copies of the breakpoints, which would kill it.
        bits |= LibC.PTRACE_O_TRACEFORK | LibC.PTRACE_O_TRACEVFORK;
        return options.KillWithTracer ? bits | LibC.PTRACE_O_EXITKILL : bits;
    }
}
