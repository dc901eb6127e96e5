using System.Text;
using Causeway.Domains;
using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>The state of a named object of Causeway's that a process has mapped, by its file.</summary>
internal static class NamedObjectFile
{
    /// <summary>Reads it, without taking part.</summary>
    /// <param name="memory">Of processes.</param>
    /// <param name="processId">A process that has it mapped.</param>
    /// <param name="start">Where the file begins in its memory.</param>
    /// <param name="path">The file, as the process has it.</param>
    /// <param name="inode">The file's inode, so that no directory is opened that does not answer.</param>
    /// <returns>Null where the memory is no such object, or another file has the path by now: nothing else is ever opened.</returns>
    public static NamedObjectDetails? TryRead(RemoteMemory memory, int processId, ulong start, string path, ulong inode)
    {
        Span<byte> magic = stackalloc byte[8];
        if (!memory.TryRead(processId, start, magic) || !magic.SequenceEqual(ObjectLayout.Magic)
            || !memory.TryRead(processId, start + ObjectLayout.Identity64, out ulong identity)
            || !ForeignPath.TryLook(Environment.ProcessId, Encoding.UTF8.GetBytes(path), out LibC.statx_t file) || file.stx_ino != inode)
            return null;
        int number = LibC.open(Path.GetDirectoryName(path) ?? "/", LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        if (number < 0)
            return null;
        using SafeFileDescriptor directory = new(number);
        try
        {
            return ObjectListing.Look(directory, Path.GetFileName(path), path)?.Details is { } details && details.Id == identity ? details : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
