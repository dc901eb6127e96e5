using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Which file a lock is on, as /proc/locks has it: the device of the file system itself, which statx(2) does not always tell.</summary>
internal readonly record struct LockedInode(int Major, int Minor, ulong Inode)
{
    /// <summary>What is at a path, without opening it to read or write; null where nothing is.</summary>
    public static LockedInode? At(string path)
    {
        KernelPath.Check(path);
        int number = LibC.open(path, LibC.O_PATH | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
            return error == Errno.ENOENT || error == Errno.ENOTDIR ? null : throw SyscallFailure.Opening("open", path, error);
        using SafeFileDescriptor descriptor = new(number);
        return Of(descriptor);
    }

    /// <summary>What a descriptor of this process is open for.</summary>
    public static LockedInode Of(SafeHandle descriptor)
    {
        using HandleHold hold = new(descriptor);
        if (Of("/proc/self", (int)hold.Value) is { } found)
            return found;

        // Pipes, sockets and memfds are in no mount that is listed; of those statx tells the device.
        FileIdentity identity = LockTarget.IdentityOf(descriptor, descriptor.ToString()!);
        return new LockedInode((int)identity.Major, (int)identity.Minor, identity.Inode);
    }

    /// <summary>What a descriptor of a process is open for; null where this user may not look, or it is gone.</summary>
    /// <param name="process">/proc/PID.</param>
    /// <param name="descriptor">Its number there.</param>
    public static LockedInode? Of(string process, int descriptor)
    {
        string[]? lines = ProcFile.Lines(string.Create(CultureInfo.InvariantCulture, $"{process}/fdinfo/{descriptor}"));
        if (lines is null || Field(lines, "ino:") is not { } inode || Field(lines, "mnt_id:") is not { } mount)
            return null;
        return Device(process, mount) is (int major, int minor) ? new LockedInode(major, minor, ulong.Parse(inode, CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>As in /proc/locks: <c>fe:00:347232</c>, the device in hexadecimal.</summary>
    public static LockedInode? Parse(string text) =>
        text.Split(':') is [var major, var minor, var inode]
        && int.TryParse(major, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int first)
        && int.TryParse(minor, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int second)
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? new LockedInode(first, second, number)
            : null;

    private static string? Field(string[] lines, string name) =>
        Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();

    private static (int Major, int Minor)? Device(string process, string mount)
    {
        foreach (string line in ProcFile.Lines(process + "/mountinfo") ?? [])
        {
            if (line.StartsWith(mount + " ", StringComparison.Ordinal) && line.Split(' ')[2].Split(':') is [var major, var minor])
                return (int.Parse(major, CultureInfo.InvariantCulture), int.Parse(minor, CultureInfo.InvariantCulture));
        }

        return null;
    }
}
