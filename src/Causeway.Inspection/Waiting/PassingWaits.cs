namespace Causeway.Inspection.Waiting;

/// <summary>Tells waits that hold each other from those of threads that were met one after another, each asleep while another ran.</summary>
/// <remarks>
/// Two processes that ask and answer by turns wait for each other at any two moments. So of those that seem to be in a deadlock
/// the switches are counted, then all are looked at again, then the switches once more. A thread that sleeps at the second look
/// and was not switched between the counts has not run since the first: all of them slept at one moment, and none woke another.
/// </remarks>
internal sealed class PassingWaits(IEnumerable<SleepingThread> threads) : IDisposable
{
    private readonly ProcText _text = new();
    private readonly Dictionary<int, SyscallLine> _lines = LinesOf(threads);

    /// <summary>By thread: one that ended may have left its number to another, met later.</summary>
    private static Dictionary<int, SyscallLine> LinesOf(IEnumerable<SleepingThread> threads)
    {
        Dictionary<int, SyscallLine> lines = [];
        foreach (SleepingThread thread in threads)
            lines[thread.Id] = thread.Line;
        return lines;
    }

    /// <summary>The waits without those of threads that have gone on, as far as they would make a deadlock.</summary>
    public List<IpcWait> Without(List<IpcWait> waits)
    {
        while (true)
        {
            HashSet<int> processes = Deadlocks.SuspectsOf([.. waits]);
            HashSet<IpcWait> passing = new(Passing([.. waits.Where(wait => processes.Contains(wait.Process.Id))]), ReferenceEqualityComparer.Instance);
            if (passing.Count == 0)
                return waits;
            waits = [.. waits.Where(wait => !passing.Contains(wait))];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    private IEnumerable<IpcWait> Passing(IpcWait[] suspects)
    {
        ulong?[] before = [.. suspects.Select(Switches)];
        bool[] asleep = [.. suspects.Select(IsAsleep)];
        return suspects.Where((wait, index) => !asleep[index] || before[index] is null || Switches(wait) != before[index]);
    }

    /// <summary>In the same call as before, and not stopped; what only the list of locks tells of is not looked at again.</summary>
    private bool IsAsleep(IpcWait wait) => !_lines.TryGetValue(wait.ThreadId, out SyscallLine line)
        || (SyscallLine.TryParse(FilesOf(wait).Read("syscall"), out SyscallLine now) && now.Number == line.Number && now.Stack == line.Stack && now[0] == line[0]
            && ThreadHalt.KindOf(FilesOf(wait), out _, out _) == HaltKind.None);

    /// <summary>How often the thread has been switched out; null where it has ended, or its process has other threads than it had.</summary>
    private ulong? Switches(IpcWait wait)
    {
        ReadOnlySpan<byte> status = FilesOf(wait).Read("status");
        if (!ByteFields.TryDecimal(ByteFields.Value(status, "Threads:"u8), out ulong threads) || threads != (ulong)wait.Process.Threads)
            return null;
        return ByteFields.TryDecimal(ByteFields.Value(status, "voluntary_ctxt_switches:"u8), out ulong own)
            && ByteFields.TryDecimal(ByteFields.Value(status, "nonvoluntary_ctxt_switches:"u8), out ulong others) ? own + others : null;
    }

    private ThreadFiles FilesOf(IpcWait wait) => new(_text, wait.Process.Id, wait.ThreadId);
}
