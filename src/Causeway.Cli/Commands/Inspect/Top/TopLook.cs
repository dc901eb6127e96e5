namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>What one look found, beside the one before.</summary>
internal sealed class TopLook
{
    private TopLook(InspectionSnapshot snapshot, List<TopRow> rows, IReadOnlyList<IpcWait> waits) => (Snapshot, Rows, Waits) = (snapshot, rows, waits);

    public InspectionSnapshot Snapshot { get; }

    /// <summary>All objects, by id.</summary>
    public List<TopRow> Rows { get; }

    /// <summary>What threads wait for, of this look or one not long ago.</summary>
    public IReadOnlyList<IpcWait> Waits { get; }

    /// <summary>Compares two looks.</summary>
    /// <param name="before">The look before; null at the first.</param>
    /// <param name="now">What there is.</param>
    /// <param name="withWaits">This look, or one not long ago, at which it was read what threads wait for.</param>
    public static TopLook Of(InspectionSnapshot? before, InspectionSnapshot now, InspectionSnapshot withWaits)
    {
        IReadOnlyList<IpcWait> waits = withWaits.Waits;
        OwnObjects own = new(waits);
        Dictionary<IpcObjectId, int> waiting = [];
        foreach (IpcWait wait in waits)
        {
            if (wait.Object is { } at)
                waiting[at.Id] = waiting.GetValueOrDefault(at.Id) + 1;
        }

        List<TopRow> rows = new(now.Objects.Length);
        double seconds = before is null ? 0 : (now.Time - before.Time).TotalSeconds;
        int next = 0;
        foreach (IpcObject one in WithAwaited(now, withWaits))
        {
            if (own.Has(one, now.EndsOf(one)))
                continue;

            // Both are in the order of their ids.
            while (before is not null && next < before.Objects.Length && before.Objects[next].Id < one.Id)
                next++;
            IpcObject? old = before is not null && next < before.Objects.Length && before.Objects[next].Id == one.Id ? before.Objects[next] : null;
            TopDepth? depth = TopDepth.Of(one);
            double? rate = old is not null && seconds > 0 ? Grown(old, one, depth) / seconds : null;
            rows.Add(new TopRow(one, now.EndsOf(one), depth, rate, old is not null && Moves(old, one), Math.Max(WaitingAt(one), waiting.GetValueOrDefault(one.Id))));
        }

        return new TopLook(now, rows, waits);
    }

    /// <summary>The objects by id, with those that are there only because somebody waits at them: futexes, FIFOs that nobody has open yet.</summary>
    private static IEnumerable<IpcObject> WithAwaited(InspectionSnapshot now, InspectionSnapshot withWaits) => now == withWaits ? now.Objects
        : now.Objects.Concat(withWaits.Waits.Select(static wait => wait.Object).OfType<IpcObject>().Select(one => withWaits.Find(one.Id)).OfType<IpcObject>()
            .Where(one => withWaits.EndsOf(one).Count == 0 && now.Find(one.Id) is null).DistinctBy(static one => one.Id)).OrderBy(static one => one.Id);

    /// <summary>What the depth grew by; of a connection what was sent, which it counts. Null where that is not told.</summary>
    private static double? Grown(IpcObject before, IpcObject now, TopDepth? depth) => (before, now) switch
    {
        (ConnectionObject { SentBytes: { } old }, ConnectionObject { SentBytes: { } sent }) => sent - old,
        (ConnectionObject, _) => null,
        _ => depth is { } known && TopDepth.Of(before) is { } earlier ? known.Value - earlier.Value : null,
    };

    /// <summary>Used since, by what the kernel remembers of the last use; it remembers seconds.</summary>
    private static bool Moves(IpcObject before, IpcObject now) => (before, now) switch
    {
        (SysVQueueObject old, SysVQueueObject queue) => (old.LastSend, old.LastReceive, old.LastSenderProcessId, old.LastReceiverProcessId) != (queue.LastSend, queue.LastReceive, queue.LastSenderProcessId, queue.LastReceiverProcessId),
        (SysVSemaphoresObject old, SysVSemaphoresObject set) => old.LastOperation != set.LastOperation,
        (SysVSegmentObject old, SysVSegmentObject segment) => (old.LastAttach, old.LastDetach, old.LastProcessId) != (segment.LastAttach, segment.LastDetach, segment.LastProcessId),
        _ => false,
    };

    private static int WaitingAt(IpcObject one) => one switch
    {
        FileLockObject file => file.Locks.Count(static held => held.IsWaiting),
        ConnectionObject connection => Asleep(connection.FromConnector) + Asleep(connection.FromAcceptor),
        DomainObject { Details: { } details } => details.Participants.Where(static one => one.IsAlive).Sum(static one => one.WaitingThreads + one.WaitingAsynchronous),
        SysVSemaphoresObject set => set.Semaphores.Sum(static semaphore => semaphore.WaitingForMore + semaphore.WaitingForZero),
        _ => 0,
    };

    private static int Asleep(InspectedConnectionDirection? direction) => direction is null ? 0 : (direction.IsReceiverAsleep ? 1 : 0) + (direction.IsSenderAsleep ? 1 : 0);
}
