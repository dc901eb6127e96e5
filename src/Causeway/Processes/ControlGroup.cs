using System.Globalization;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A control group (cgroups(7), version 2) of its own for one child and all that it starts: what nobody in it can leave.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Prefix = "causeway-";
    private static long s_last;
    private readonly string _path;

    private ControlGroup(string path) => _path = path;

    /// <summary>Makes one below this process's.</summary>
    /// <exception cref="PlatformNotSupportedException">No version 2 hierarchy is mounted.</exception>
    /// <exception cref="UnauthorizedAccessException">This process's group is not delegated to its user.</exception>
    public static ControlGroup Create()
    {
        string parent = Own();
        RemoveAbandoned(parent);
        string path = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}"));
        int result = LibC.mkdir(path, 0x1C0);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("mkdir", path, error, Remedy(error));
        return new ControlGroup(path);
    }

    /// <summary>Puts a process in it.</summary>
    public void Add(int processId) => Write("cgroup.procs", processId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Kills all who are in it at one stroke (cgroup.kill, Linux 5.14): no fork is missed.</summary>
    public void Kill() => Write("cgroup.kill", "1");

    /// <summary>Waits until nobody is in it any more.</summary>
    public void AwaitEmpty(Deadline deadline, CancellationToken token)
    {
        string path = Path.Combine(_path, "cgroup.events");
        int descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw SyscallFailure.Opening("open", path, error);
        using var events = new SafeFileDescriptor(descriptor);
        while (IsPopulated(events))
        {
            if (!DescriptorPoll.Wait(events, LibC.POLLPRI, deadline, token))
                throw SyscallFailure.TimedOut("poll", path);
        }
    }

    /// <summary>Removes it where it is empty.</summary>
    public void Dispose() => TryRemove(_path);

    private static bool IsPopulated(SafeFileDescriptor events)
    {
        using var copy = new Microsoft.Win32.SafeHandles.SafeFileHandle(events.Number, ownsHandle: false);
        Span<byte> text = stackalloc byte[256];
        int count = RandomAccess.Read(copy, text, fileOffset: 0);
        return text[..count].IndexOf("populated 1"u8) >= 0;
    }

    /// <summary>The folder of this process's group.</summary>
    private static string Own()
    {
        string? mount = null;
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string[] sides = line.Split(" - ", 2);
            if (sides.Length == 2 && sides[1].StartsWith("cgroup2 ", StringComparison.Ordinal))
                mount = sides[0].Split(' ')[4];
        }

        string? group = File.ReadLines("/proc/self/cgroup").FirstOrDefault(static line => line.StartsWith("0::", StringComparison.Ordinal));
        if (mount is null || group is null)
            throw new PlatformNotSupportedException("OwnControlGroup needs control groups of version 2, which are not mounted: leave it out, or mount -t cgroup2 none /sys/fs/cgroup");
        return Path.Combine(mount, group["0::".Length..].TrimStart('/'));
    }

    /// <summary>What processes left that were killed: no group is removed by itself.</summary>
    private static void RemoveAbandoned(string parent)
    {
        try
        {
            foreach (string path in Directory.EnumerateDirectories(parent, Prefix + "*"))
            {
                string[] parts = Path.GetFileName(path).Split('-');
                if (parts.Length == 3 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int owner) && !Directory.Exists($"/proc/{owner}"))
                    TryRemove(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing that is needed.
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            // The kernel's own files in it go with it: rmdir(2) alone.
            Directory.Delete(path, recursive: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is in it: it is removed by whoever makes one when this process is no more.
        }
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_path, file);
        try
        {
            File.WriteAllText(path, text);
        }
        catch (FileNotFoundException)
        {
            throw SyscallFailure.Create("open", path, Errno.ENOENT, "it takes Linux 5.14");
        }
    }

    private static string? Remedy(Errno error)
    {
        if (error == Errno.EACCES || error == Errno.EPERM)
            return "this process's control group is not delegated to its user: start it as a service with Delegate=yes, or by systemd-run --user --scope; or leave OwnControlGroup out";
        return error == Errno.EROFS ? "control groups are mounted read-only here, as in many containers: leave OwnControlGroup out" : null;
    }
}
