using Causeway.Semaphores;
using Causeway.Sys;

namespace Causeway.Inspection.Memory;

/// <summary>Shared memory and semaphores of POSIX by their names in /dev/shm, those that nobody has open too. None of them but semaphores is opened.</summary>
internal sealed class PosixMemoryFiles : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.PosixMemory, IpcKind.PosixSemaphore);

    public void Read(SnapshotBuilder builder)
    {
        SharedMemoryFolder folder = builder.Context.SharedMemory;
        if (folder.Error != default)
            builder.Add(new BlindSpot(BlindSpotKind.Source, 0, $"shared memory and semaphores in /dev/shm not listed: {folder.Error.Meaning}"));
        foreach (((uint device, ulong inode), SharedMemoryFolder.Entry entry) in folder.Entries)
            Add(builder, device, inode, entry);
    }

    private static void Add(SnapshotBuilder builder, uint device, ulong inode, in SharedMemoryFolder.Entry entry)
    {
        if (!MemoryPath.TryKind(entry.Path, out IpcKind kind) || !builder.Context.Wants(kind))
            return;
        IpcObject one = MemoryPath.ObjectOf(new IpcObjectId(kind, device, inode), entry.Path, isDeleted: false, entry.UserId, entry.Mode, entry.Bytes);
        builder.Set(one is PosixSemaphoreObject semaphore && entry.Bytes == LibC.SEM_SIZE ? semaphore with { Value = SemaphoreFile.TryReadValue(ByteFields.Text(entry.Path)) } : one);
    }
}
