using Causeway.Sys;

namespace Causeway;

/// <summary>What statx(2) says of a file.</summary>
internal readonly record struct FileStatus(long SizeBytes, bool IsRegular, uint Mode, long BlockBytes)
{
    private const long AllocationUnitBytes = 512;

    /// <summary>The memory or disk room that it takes.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>How many names it has.</summary>
    public uint Links { get; init; }

    public uint UserId { get; init; }

    public uint GroupId { get; init; }

    /// <summary>Of an open file.</summary>
    public static unsafe FileStatus Of(SafeFileDescriptor descriptor, string name)
    {
        LibC.statx_t status;
        int result = LibC.statx(descriptor, &status);
        Errno error = Errno.Last;
        return result == 0 ? From(status) : throw SyscallFailure.Create("statx", name, error);
    }

    /// <summary>Of a path, not following a symbolic link at its end; null where nothing is there or it cannot be reached.</summary>
    public static unsafe FileStatus? OfPath(string path)
    {
        LibC.statx_t status;
        return LibC.statx(path, &status) == 0 ? From(status) : null;
    }

    private static FileStatus From(LibC.statx_t status) =>
        new((long)status.stx_size, (status.stx_mode & LibC.S_IFMT) == LibC.S_IFREG, status.stx_mode & 0x1FFu, status.stx_blksize)
        {
            AllocatedBytes = (long)status.stx_blocks * AllocationUnitBytes,
            Links = status.stx_nlink,
            UserId = status.stx_uid,
            GroupId = status.stx_gid,
        };
}
