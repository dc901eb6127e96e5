using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Tells a file whose name is gone from one whose name ends as the kernel's word for that does.</summary>
internal static class FileNames
{
    /// <summary>The name as it is, or as it was.</summary>
    /// <param name="path">As a link or maps show it.</param>
    /// <param name="processId">Who has the file.</param>
    /// <param name="status">What the file itself says, where it was asked.</param>
    /// <param name="isDeleted">Whether the name is gone: the file has none, or another file or none is there now.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> path, int processId, LibC.statx_t? status, out bool isDeleted)
    {
        isDeleted = MemoryPath.EndsAsDeleted(path) && !(status is { stx_nlink: > 0 } file && IsThere(path, processId, file));
        return isDeleted ? MemoryPath.WithoutWord(path) : path;
    }

    private static bool IsThere(ReadOnlySpan<byte> path, int processId, LibC.statx_t file) =>
        ForeignPath.TryLook(processId, path, out LibC.statx_t named)
        && (named.stx_dev_major, named.stx_dev_minor, named.stx_ino) == (file.stx_dev_major, file.stx_dev_minor, file.stx_ino);
}
