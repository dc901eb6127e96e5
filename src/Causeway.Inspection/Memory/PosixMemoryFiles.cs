using System.Text;
using Causeway.Semaphores;
using Causeway.Sys;

namespace Causeway.Inspection.Memory;

/// <summary>Shared memory and semaphores of POSIX by their names in /dev/shm, those that nobody has open too. None of them but semaphores is opened.</summary>
internal sealed class PosixMemoryFiles : IInspectionSource
{
    private const string Folder = "/dev/shm";

    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.PosixMemory, IpcKind.PosixSemaphore);

    public void Read(SnapshotBuilder builder)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(Folder))
                Add(builder, path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            builder.Add(new BlindSpot(BlindSpotKind.Source, 0, e.Message));
        }
    }

    private static unsafe void Add(SnapshotBuilder builder, string path)
    {
        LibC.statx_t status;
        if (LibC.statx(path, &status) != 0 || (status.stx_mode & LibC.S_IFMT) != LibC.S_IFREG)
            return;
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        if (!MemoryPath.TryKind(bytes, out IpcKind kind) || !builder.Context.Wants(kind))
            return;
        IpcObjectId id = new(kind, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor), status.stx_ino);
        IpcObject one = MemoryPath.ObjectOf(id, bytes, status.stx_uid, (UnixFileMode)(status.stx_mode & 0xFFF), (long)status.stx_size);
        builder.Set(one is PosixSemaphoreObject semaphore && status.stx_size == LibC.SEM_SIZE ? semaphore with { Value = SemaphoreFile.TryReadValue(path) } : one);
    }
}
