using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>The mqueue file system as a directory: mounted for this object alone where that is allowed, else wherever it is mounted.</summary>
internal sealed class PosixMessageQueueMount : IDisposable
{
    private readonly SafeFileDescriptor? _mount;

    private PosixMessageQueueMount(string path, SafeFileDescriptor? mount)
    {
        Path = path;
        _mount = mount;
    }

    /// <summary>Tests turn the first way off.</summary>
    internal static bool MayMount { get; set; } = true;

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>
    /// Opens it. A mount of its own (fsopen(2)) shows the queues of this process's IPC namespace and is seen by nobody else; it
    /// needs CAP_SYS_ADMIN over that namespace. A mount found in /proc/self/mountinfo may be another namespace's.
    /// </summary>
    /// <exception cref="SyscallException">Neither is to be had.</exception>
    public static PosixMessageQueueMount Open()
    {
        Errno error = Errno.EPERM;
        if (MayMount && TryMount(out error) is { } mount)
            return new PosixMessageQueueMount(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{mount.Number}"), mount);
        if (FindMounted() is { } path)
            return new PosixMessageQueueMount(path, mount: null);
        throw SyscallFailure.Create("fsopen", "mqueue", error,
            "the queues cannot be listed: no mqueue file system is mounted where this process can read it, and only root can list without; mount it (mount -t mqueue none /dev/mqueue)");
    }

    /// <inheritdoc/>
    public void Dispose() => _mount?.Dispose();

    private static SafeFileDescriptor? TryMount(out Errno error)
    {
        int number = LibC.fsopen("mqueue\0"u8, LibC.FSOPEN_CLOEXEC);
        error = Errno.Last;
        if (number < 0)
            return null;
        using SafeFileDescriptor context = new(number);
        int result = LibC.fsconfig(context, LibC.FSCONFIG_CMD_CREATE);
        error = Errno.Last;
        if (result != 0)
            return null;
        number = LibC.fsmount(context, LibC.FSMOUNT_CLOEXEC, 0);
        error = Errno.Last;
        return number < 0 ? null : new SafeFileDescriptor(number);
    }

    /// <summary>Reads lines such as <c>40 24 0:19 / /dev/mqueue rw,relatime shared:7 - mqueue mqueue rw</c> (proc_pid_mountinfo(5)).</summary>
    private static string? FindMounted()
    {
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator < 6 || fields[separator + 1] != "mqueue" || fields[3] != "/")
                continue;
            string path = Unescape(fields[4]);
            if (IsShownThere(path, device: fields[2]))
                return path;
        }

        return null;
    }

    /// <summary>Whether nothing is mounted over it.</summary>
    private static bool IsShownThere(string path, string device) =>
        FileIdentity.At(path + "/.") is { } there && device == string.Create(CultureInfo.InvariantCulture, $"{there.Major}:{there.Minor}");

    /// <summary>A space, a tab, a line feed and a backslash are written as three octal digits.</summary>
    private static string Unescape(string path) => path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
