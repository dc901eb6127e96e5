namespace Causeway.Inspection.Waiting;

/// <summary>What keeps a thread from going on that is no wait of its own: once let go, it may find that its call can be done.</summary>
/// <remarks>The kernel goes on to tell the call of such a thread (/proc/PID/task/TID/syscall), although it does not sleep in it any more.</remarks>
/// <param name="Kind">How.</param>
/// <param name="TracerId">By which process, if it is traced and that is known; 0 if not.</param>
internal sealed record ThreadHalt(HaltKind Kind, int TracerId = 0)
{
    /// <summary>What keeps a thread, as it is now.</summary>
    public static ThreadHalt Read(ThreadFiles files)
    {
        HaltKind kind = KindOf(files, out _, out _);
        return kind == HaltKind.Traced && ByteFields.TryInteger(ByteFields.Value(files.Read("status"), "TracerPid:"u8), out int tracer)
            ? new ThreadHalt(kind, tracer)
            : new ThreadHalt(kind);
    }

    /// <summary>How a thread is kept, as it is now.</summary>
    /// <param name="files">Its own.</param>
    /// <param name="state">One letter, as in ps(1); NUL where it has gone.</param>
    /// <param name="channel">Where in the kernel it is; valid until another of the files is read.</param>
    public static HaltKind KindOf(ThreadFiles files, out char state, out ReadOnlySpan<byte> channel)
    {
        state = StatLine.TryParse(files.Read("stat"), out StatLine stat) ? stat.State : '\0';
        channel = files.Read("wchan");
        return Of(state, channel);
    }

    /// <summary>By the state, and where in the kernel the thread is. Pure.</summary>
    internal static HaltKind Of(char state, ReadOnlySpan<byte> channel)
    {
        if (state == 'T' || channel.StartsWith("do_signal_stop"u8))
            return HaltKind.Stopped;
        if (state == 't' || channel.StartsWith("ptrace_stop"u8))
            return HaltKind.Traced;

        // cgroup v1, and v2; there the compiler usually makes it a part of its caller, which sleeps for nothing else.
        if (channel.StartsWith("__refrigerator"u8) || channel.StartsWith("do_freezer_trap"u8) || channel.StartsWith("get_signal"u8))
            return HaltKind.Frozen;
        return state == 'D' && IsFreezable(channel) ? HaltKind.Frozen : HaltKind.None;
    }

    /// <summary>
    /// Whether a sleep is one that cgroup v1 freezes where it is (TASK_FREEZABLE), and that ends at any signal: told as
    /// uninterruptible, it is frozen. In a page fault or at a lock of the kernel's the thread is elsewhere, whatever its call.
    /// </summary>
    private static bool IsFreezable(ReadOnlySpan<byte> channel) => channel.StartsWith("futex_"u8) || channel.StartsWith("unix_"u8)
        || channel.StartsWith("hrtimer_nanosleep"u8) || channel.StartsWith("do_sigtimedwait"u8);
}
