using System.Globalization;

namespace Causeway;

/// <summary>What the three System V mechanisms say alike.</summary>
internal static class SysVArguments
{
    private const UnixFileMode ReadWrite =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The mode bits of a create. The umask does not touch them.</summary>
    /// <param name="mode">The permissions.</param>
    /// <param name="executable">Whether it is memory, which may be executed too.</param>
    public static int ModeFlags(UnixFileMode mode, bool executable = false)
    {
        if ((mode & ~(executable ? ReadWrite | Execute : ReadWrite)) != UnixFileMode.None)
            throw new ArgumentOutOfRangeException(nameof(mode), mode, executable ? "a segment has read, write and execute permissions alone" : "a System V object has read and write permissions alone");
        return (int)mode;
    }

    /// <summary>The bits that an open asks for: the kernel answers EACCES now rather than at the first use.</summary>
    public static int AccessFlags(FileAccess access)
    {
        if (access is < FileAccess.Read or > FileAccess.ReadWrite)
            throw new ArgumentOutOfRangeException(nameof(access), access, "ask for read, write or both");
        return (access.HasFlag(FileAccess.Read) ? (int)UnixFileMode.UserRead : 0) | (access.HasFlag(FileAccess.Write) ? (int)UnixFileMode.UserWrite : 0);
    }

    /// <summary>A time in a status: 0 means never.</summary>
    public static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>A limit with its present value: <c>msgmax is 8192 (/proc/sys/kernel/msgmax)</c>.</summary>
    public static string Limit(string name) => $"{name} is {Read(name)} (/proc/sys/kernel/{name})";

    /// <summary>One field of the four of /proc/sys/kernel/sem.</summary>
    public static string SemaphoreLimit(int field, string name)
    {
        string[] fields = Read("sem").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string value = field < fields.Length ? fields[field] : "unknown";
        return string.Create(CultureInfo.InvariantCulture, $"{name} is {value} (field {field + 1} of /proc/sys/kernel/sem)");
    }

    /// <summary>A limit's value; null where it cannot be read.</summary>
    public static long? Value(string name) => long.TryParse(Read(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>Read only to complete a message: a limit that this process may not read is told as unknown.</summary>
    private static string Read(string name)
    {
        try
        {
            return File.ReadAllText($"/proc/sys/kernel/{name}").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
