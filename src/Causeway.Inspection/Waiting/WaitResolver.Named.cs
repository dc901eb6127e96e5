using System.Collections.Immutable;
using Causeway.Inspection.Domains;

namespace Causeway.Inspection.Waiting;

/// <content>Causeway's own named objects, whose files tell who holds them.</content>
internal sealed partial class WaitResolver
{
    /// <summary>What the object says of those who wait at its words; null where it is none of Causeway's.</summary>
    private WaitTarget? Named(InspectedProcess process, IpcObject? memory, ulong start)
    {
        if (memory is not MemoryObject { Name: { } path } || NamedObjectFile.TryRead(builder.Memory, process.Id, start, path, memory.Id.Number) is not { } details)
            return null;
        IEnumerable<int> others = OthersOf(memory.Id, process, IpcAccess.Write);
        return details.Kind switch
        {
            NamedObjectKind.Mutex or NamedObjectKind.Lock => new WaitTarget(memory, details.Kind == NamedObjectKind.Mutex ? "the mutex to be released" : "the lock to be released",
                Alive(details, one => DomainHolders.Holds(details, one))) { IsHeld = true },
            NamedObjectKind.ReaderWriterLock => new WaitTarget(memory, "the read-write lock to be released", Alive(details, one => one.Held != 0 && one.ProcessId != process.Id)) { IsHeld = true },
            NamedObjectKind.Semaphore => new WaitTarget(memory, "a unit of the semaphore", Alive(details, static one => one.Held != 0) is { Length: > 0 } takers ? takers : others) { IsHint = true },
            NamedObjectKind.Event => new WaitTarget(memory, "the event to be set", others),
            NamedObjectKind.Barrier => new WaitTarget(memory, "the others to arrive at the barrier", others),
            NamedObjectKind.Countdown => new WaitTarget(memory, "the count to reach 0", others),
            _ => new WaitTarget(memory, "the object to be ready", others),
        };
    }

    private static ImmutableArray<int> Alive(NamedObjectDetails details, Func<NamedObjectParticipant, bool> isHolder) =>
        [.. details.Participants.Where(one => one.IsAlive && isHolder(one)).Select(static one => one.ProcessId)];
}
