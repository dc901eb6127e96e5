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
        WaitCall? call = SyscallLine.TryParse(files.Read("syscall"), out SyscallLine line) ? WaitCall.Find(line.Number) : null;
        HaltKind kind = KindOf(files, call, out _);
        return kind == HaltKind.Traced && ByteFields.TryInteger(ByteFields.Value(files.Read("status"), "TracerPid:"u8), out int tracer)
            ? new ThreadHalt(kind, tracer)
            : new ThreadHalt(kind);
    }

    /// <summary>How a thread is kept, as it is now.</summary>
    /// <param name="files">Its own.</param>
    /// <param name="call">That it is in; null for none, or one that is not known.</param>
    /// <param name="channel">Where in the kernel it is; valid until another of the files is read.</param>
    public static HaltKind KindOf(ThreadFiles files, WaitCall? call, out ReadOnlySpan<byte> channel)
    {
        char state = StatLine.TryParse(files.Read("stat"), out StatLine stat) ? stat.State : '\0';
        channel = files.Read("wchan");
        HaltKind kind = Of(state, channel);
        return kind == HaltKind.None && state == 'D' && call is not null ? OfUninterruptible(call.Sort, channel) : kind;
    }

    /// <summary>By the state, and where in the kernel the thread is. Pure.</summary>
    internal static HaltKind Of(char state, ReadOnlySpan<byte> channel)
    {
        if (state == 'T' || channel.StartsWith("do_signal_stop"u8))
            return HaltKind.Stopped;
        if (state == 't' || channel.StartsWith("ptrace_stop"u8))
            return HaltKind.Traced;

        // cgroup v1, and v2; there the compiler usually makes it a part of its caller, which sleeps for nothing else.
        return channel.StartsWith("__refrigerator"u8) || channel.StartsWith("do_freezer_trap"u8) || channel.StartsWith("get_signal"u8) ? HaltKind.Frozen : HaltKind.None;
    }

    /// <summary>cgroup v1 freezes some sleeps where they are: such a thread is told as uninterruptible, in a call whose sleep is not. Pure.</summary>
    internal static HaltKind OfUninterruptible(WaitSort sort, ReadOnlySpan<byte> channel)
    {
        // Those may be of a file, and wait for its disk.
        bool isOfFiles = sort is WaitSort.Other or WaitSort.Open or WaitSort.Receive or WaitSort.Send or WaitSort.Splice or WaitSort.FileLock or WaitSort.RangeLock;
        return !isOfFiles || channel.StartsWith("unix_"u8) ? HaltKind.Frozen : HaltKind.None;
    }
}
