using System.Globalization;

namespace Causeway;

/// <summary>Who has a segment attached: in /proc/PID/maps its inode is the id, and its path starts with /SYSV.</summary>
internal static class SysVSharedMemoryUsers
{
    private const int InodeField = 4;
    private const string Path = "/SYSV";

    /// <summary>The processes of this IPC namespace that have it, by their ids: elsewhere the same id is another segment.</summary>
    public static SysVSharedMemoryUser[] Of(int id)
    {
        string? own = NamespaceOf("self");
        return
        [
            .. ProcessIds().Order()
                .Where(process => NamespaceOf(process.ToString(CultureInfo.InvariantCulture)) == own)
                .Select(process => new SysVSharedMemoryUser(process, AttachmentsOf(process, id)))
                .Where(user => user.Attachments > 0),
        ];
    }

    /// <summary>Whether a line of /proc/PID/maps is an attachment of the segment.</summary>
    internal static bool IsAttachment(ReadOnlySpan<char> line, int id)
    {
        // start-end permissions offset device inode path
        Span<Range> fields = stackalloc Range[InodeField + 2];
        int count = line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries);
        return count == fields.Length
            && int.TryParse(line[fields[InodeField]], NumberStyles.None, CultureInfo.InvariantCulture, out int inode) && inode == id
            && line[fields[InodeField + 1]].TrimStart().StartsWith(Path, StringComparison.Ordinal);
    }

    private static IEnumerable<int> ProcessIds()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(System.IO.Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
                yield return process;
        }
    }

    private static int AttachmentsOf(int process, int id)
    {
        try
        {
            return File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/maps")).Count(line => IsAttachment(line, id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return 0;
        }
    }

    private static string? NamespaceOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/ipc").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
