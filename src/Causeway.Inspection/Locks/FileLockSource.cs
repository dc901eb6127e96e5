using System.Collections.Immutable;

namespace Causeway.Inspection.Locks;

/// <summary>Joins the kernel's list of locks to the descriptors that hold them.</summary>
/// <remarks>
/// The list is of before the descriptors were read: a lock taken since is known by its descriptor alone, one released since is
/// still listed. Locks that differ in their number only (flock of several descriptions of a file) are told apart by their holders.
/// </remarks>
internal sealed class FileLockSource : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.FileLock);

    public void Read(SnapshotBuilder builder)
    {
        foreach (IGrouping<(uint Device, ulong Inode), LockLine> file in builder.Context.Locks.Lines.GroupBy(static one => (one.Device, one.Inode)))
            Add(builder, new IpcObjectId(IpcKind.FileLock, file.Key.Device, file.Key.Inode), [.. file]);
    }

    private static void Add(SnapshotBuilder builder, IpcObjectId id, LockLine[] lines)
    {
        ImmutableArray<InspectedLock>.Builder locks = ImmutableArray.CreateBuilder<InspectedLock>(lines.Length);
        List<Findings.HeldLock> holders = [.. builder.HeldLocks.Where(one => one.Line.Device == id.Space && one.Line.Inode == id.Number)];
        foreach (LockLine line in lines)
        {
            Findings.HeldLock[] found = line.IsWaiting ? [] : [.. holders.Where(one => IsSame(one.Line, line))];
            if (found.Length == 0)
            {
                int process = Math.Max(0, line.ProcessId);
                locks.Add(new InspectedLock(line.Kind, line.Mode, line.Range, line.IsWaiting, process, Descriptor: -1));
                builder.Mention(id, process, line.IsWaiting ? IpcRole.Waiter : IpcRole.Holder, AccessOf(line));
                continue;
            }

            // Several have it open who share the description, as after fork(2): the one that took it is named, all are ends.
            Findings.HeldLock named = Array.Find(found, one => one.ProcessId == line.ProcessId) is { ProcessId: > 0 } taker ? taker : found[0];
            locks.Add(new InspectedLock(line.Kind, line.Mode, line.Range, IsWaiting: false, named.ProcessId, named.Descriptor));
        }

        foreach (Findings.HeldLock one in holders)
            builder.Add(new FoundEnd(id, one.ProcessId, one.Descriptor, IpcEndForm.Descriptor, AccessOf(one.Line), IpcRole.Holder));
        builder.Set((builder.Find(id) as FileLockObject ?? new FileLockObject { Id = id, Locks = [] }) with { Locks = locks.DrainToImmutable() });
    }

    private static bool IsSame(LockLine one, LockLine other) =>
        one.Kind == other.Kind && one.Mode == other.Mode && one.Range == other.Range && one.ProcessId == other.ProcessId;

    private static IpcAccess AccessOf(LockLine line) => line.Mode == FileLockMode.Shared ? IpcAccess.Read : IpcAccess.ReadWrite;
}
