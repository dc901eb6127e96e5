using Causeway.Sys;

namespace Causeway;

/// <summary>Breakpoints and single steps.</summary>
internal sealed unsafe partial class TraceLoop
{
    /// <summary>Signals that an instruction raises itself: blocked, they would kill the process.</summary>
    private static readonly ulong s_faults = SignalSet.Of(new(4), new(5), new(7), new(8), new(11), new(31)).Bits;

    private enum TrapKind
    {
        Breakpoint,
        RemovedBreakpoint,
        Step,
    }

    /// <summary>Which of ours a SIGTRAP is; null where it is the program's own.</summary>
    private static TrapKind? TrapOf(TracedThread thread, bool isAfterStepOver)
    {
        LibC.siginfo_t info;
        if (LibC.ptrace(LibC.PTRACE_GETSIGINFO, thread.Id, 0, (nint)(&info), out _) < 0)
            return null;
        if (info.si_code == Breakpoints.TrapCode && PointerOf(thread) is { } pointer)
        {
            ulong address = pointer - Breakpoints.Overshoot;
            if (thread.Process.Breakpoints.Has(address))
                return TrapKind.Breakpoint;
            if (thread.Process.Breakpoints.Had(address))
                return TrapKind.RemovedBreakpoint;
        }

        // Into a signal's handler the kernel says SIGTRAP itself, over a system call on arm64 SI_USER of nobody.
        bool isOfAStep = info.si_code is LibC.TRAP_TRACE or LibC.TRAP_BRKPT or Trap || (info.si_code == LibC.SI_USER && info.si_pid == 0);
        return (thread.IsStepping || isAfterStepOver) && isOfAStep ? TrapKind.Step : null;
    }

    /// <summary>null where it was killed meanwhile.</summary>
    private static ulong? PointerOf(TracedThread thread)
    {
        try
        {
            return thread.InstructionPointer;
        }
        catch (Exception e) when (e is SyscallException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private void Trapped(TracedThread thread, TrapKind kind)
    {
        if (kind == TrapKind.Step)
        {
            if (thread.IsStepping)
                Report(thread, TraceStopKind.Stepped, 0, signal: 0);
            else
                GoOn(thread, signal: 0);
            return;
        }

        ulong address = StepBack(thread);
        if (kind == TrapKind.RemovedBreakpoint)
        {
            GoOn(thread, signal: 0);
            return;
        }

        thread.AtBreakpoint = address;
        if (thread.Process.IsQuiet)
            GoOn(thread, signal: 0);
        else
            Report(thread, TraceStopKind.Breakpoint, (long)address, signal: 0);
    }

    private static ulong StepBack(TracedThread thread)
    {
        if (PointerOf(thread) is not { } pointer)
            return 0;
        ulong address = pointer - Breakpoints.Overshoot;
        try
        {
            if (address != pointer)
                thread.InstructionPointer = address;
        }
        catch (SyscallException e) when (e.Errno == Errno.ESRCH)
        {
            // Killed meanwhile: its end is the next stop.
        }

        return address;
    }

    /// <summary>Does the instruction under the breakpoint, with no signal between.</summary>
    private void StepOver(TracedThread thread, int signal)
    {
        ulong address = thread.AtBreakpoint;
        if (signal != 0)
        {
            // Its handler comes first, whose frame keeps the mask as it is now; coming back the thread meets the breakpoint again.
            thread.AtBreakpoint = 0;
            GoOn(thread, signal);
            return;
        }

        if (!thread.Process.Breakpoints.Has(address) || PointerOf(thread) != address || !thread.Process.Breakpoints.TryLift(address))
        {
            thread.AtBreakpoint = 0;
            GoOn(thread, signal);
            return;
        }

        ulong mask = 0;
        ulong blocked = ~s_faults;
        _ = LibC.ptrace(LibC.PTRACE_GETSIGMASK, thread.Id, sizeof(ulong), (nint)(&mask), out _);
        _ = LibC.ptrace(LibC.PTRACE_SETSIGMASK, thread.Id, sizeof(ulong), (nint)(&blocked), out _);
        thread.MaskBeforeStep = mask;
        Resume(thread, LibC.PTRACE_SINGLESTEP, signal: 0);
    }

    private static void RestoreMask(TracedThread thread)
    {
        if (thread.MaskBeforeStep is not { } mask)
            return;
        thread.MaskBeforeStep = null;
        _ = LibC.ptrace(LibC.PTRACE_SETSIGMASK, thread.Id, sizeof(ulong), (nint)(&mask), out _);
    }

    private static void EndStepOver(TracedThread thread)
    {
        RestoreMask(thread);
        thread.Process.Breakpoints.Lower(thread.AtBreakpoint);

        // Stopped for another reason, with the instruction still to be done.
        if (PointerOf(thread) != thread.AtBreakpoint)
            thread.AtBreakpoint = 0;
    }
}
