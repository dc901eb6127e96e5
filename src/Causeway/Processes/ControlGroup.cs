using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A control group (cgroups(7), version 2) of its own for one child and all that it starts: what nobody in it can leave.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Prefix = "causeway-";
    private static readonly ConcurrentDictionary<string, byte> s_own = new();
    private static long s_last;
    private readonly string _path;

    private ControlGroup(string path) => _path = path;

    /// <summary>Makes one below this process's.</summary>
    /// <exception cref="PlatformNotSupportedException">No version 2 hierarchy is mounted.</exception>
    /// <exception cref="UnauthorizedAccessException">This process's group is not delegated to its user.</exception>
    public static ControlGroup Create()
    {
        string parent = ControlGroupPath.Own();
        RemoveAbandoned(parent);
        string path = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}"));
        int result = LibC.mkdir(path, 0x1C0);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("mkdir", path, error, Remedy(error));
        s_own.TryAdd(path, 0);
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
    public void Dispose()
    {
        TryRemove(_path);
        s_own.TryRemove(_path, out _);
    }

    private static bool IsPopulated(SafeFileDescriptor events)
    {
        using var copy = new Microsoft.Win32.SafeHandles.SafeFileHandle(events.Number, ownsHandle: false);
        Span<byte> text = stackalloc byte[256];
        int count = RandomAccess.Read(copy, text, fileOffset: 0);
        return text[..count].IndexOf("populated 1"u8) >= 0;
    }

    /// <summary>What processes left that were killed, and this one because somebody was in it: no group is removed by itself.</summary>
    private static void RemoveAbandoned(string parent)
    {
        try
        {
            foreach (string path in Directory.EnumerateDirectories(parent, Prefix + "*"))
            {
                string[] parts = Path.GetFileName(path).Split('-');
                if (parts.Length == 3 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int owner) && IsAbandoned(path, owner))
                    TryRemove(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing that is needed.
        }
    }

    private static bool IsAbandoned(string path, int owner) => owner == Environment.ProcessId ? !s_own.ContainsKey(path) : !Directory.Exists($"/proc/{owner}");

    private static void TryRemove(string path)
    {
        try
        {
            // The kernel's own files in it go with it: rmdir(2) alone.
            Directory.Delete(path, recursive: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is in it: it is removed by whoever makes the next one.
        }
    }

    private unsafe void Write(string file, string text)
    {
        string path = Path.Combine(_path, file);
        int descriptor = LibC.open(path, LibC.O_WRONLY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw SyscallFailure.Opening("open", path, error, error == Errno.ENOENT && Directory.Exists(_path) ? "it takes Linux 5.14" : Remedy(error));
        using SafeFileDescriptor opened = new(descriptor);
        nint written;
        fixed (byte* bytes = Encoding.ASCII.GetBytes(text))
            written = LibC.write(opened, bytes, (nuint)text.Length, out error);
        if (written < 0)
            throw SyscallFailure.Opening("write", path, error, Remedy(error));
    }

    private static string? Remedy(Errno error)
    {
        if (error == Errno.EACCES || error == Errno.EPERM)
            return "this process's control group is not delegated to its user: start it as a service with Delegate=yes, or by systemd-run --user --scope; or leave OwnControlGroup out";
        if (error == Errno.ENOENT)
            return "this process's control group is not among those that are mounted here, or somebody removed the new one: leave OwnControlGroup out";
        if (error == Errno.EOPNOTSUPP || error == Errno.EBUSY)
            return "this process's control group is threaded, or hands its controllers on, and takes no processes below it: leave OwnControlGroup out";
        return error == Errno.EROFS ? "control groups are mounted read-only here, as in many containers: leave OwnControlGroup out" : null;
    }
}
