namespace Causeway;

/// <summary>What an object is like now (statx(2)).</summary>
/// <param name="SizeBytes">Its size.</param>
/// <param name="AllocatedBytes">The memory that it takes; less than the size where nothing was reserved or touched.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Permissions">Who may read and write it.</param>
/// <param name="IsDeleted">Whether it has lost its name; it lives on for those who have it open or mapped.</param>
public sealed record PosixSharedMemoryStatus(long SizeBytes, long AllocatedBytes, uint UserId, uint GroupId, UnixFileMode Permissions, bool IsDeleted)
{
    internal static PosixSharedMemoryStatus From(FileStatus file) =>
        new(file.SizeBytes, file.AllocatedBytes, file.UserId, file.GroupId, (UnixFileMode)file.Mode, file.Links == 0);
}
