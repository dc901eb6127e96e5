using System.Collections.Immutable;
using Causeway.Sys;

namespace Causeway.Inspection.SystemV;

/// <summary>The System V semaphore sets of an IPC namespace that this thread is in. Values and waiting threads need read permission (semctl(2)).</summary>
internal static class SysVSemaphores
{
    public static void Read(SnapshotBuilder builder, uint space)
    {
        foreach (SysVSemaphoreSetEntry entry in SysVListing.Of(SysVSemaphoreSet.List, builder))
        {
            SysVSemaphoreSetStatus status = entry.Status;
            IpcObjectId id = new(IpcKind.SysVSemaphores, space, (ulong)entry.Set.Id);
            ImmutableArray<InspectedSemaphore> semaphores = Each(entry.Set.Id, status.Count);
            builder.Set(new SysVSemaphoresObject
            {
                Id = id,
                Namespace = space,
                Permissions = status.Permissions,
                Changed = status.Changed,
                Count = status.Count,
                Semaphores = semaphores,
                LastOperation = status.LastOperation,
            });
            foreach (int process in semaphores.Select(static one => one.LastProcessId).Distinct())
                builder.Mention(id, process, IpcRole.LastUser);
        }
    }

    /// <summary>Empty where the set is gone, or this user may not read it.</summary>
    private static ImmutableArray<InspectedSemaphore> Each(int id, int count)
    {
        InspectedSemaphore[] semaphores = new InspectedSemaphore[count];
        for (int number = 0; number < count; number++)
        {
            int value = LibC.semctl(id, number, LibC.GETVAL, 0);
            if (value < 0)
                return [];
            semaphores[number] = new InspectedSemaphore(value, Math.Max(0, LibC.semctl(id, number, LibC.GETPID, 0)),
                Math.Max(0, LibC.semctl(id, number, LibC.GETNCNT, 0)), Math.Max(0, LibC.semctl(id, number, LibC.GETZCNT, 0)));
        }

        return [.. semaphores];
    }
}
