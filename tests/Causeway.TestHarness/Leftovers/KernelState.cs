using System.Globalization;

namespace Causeway.TestHarness;

/// <summary>What this process holds of the kernel and of the file system at one moment, each thing as one line of text.</summary>
internal static class KernelState
{
    /// <summary>What the runtime keeps once loaded: assemblies and symbols.</summary>
    private static readonly string[] s_loaded = [".dll", ".pdb"];

    /// <summary>Descriptors, mappings and files that come and go with the runtime itself.</summary>
    private static readonly string[] s_runtimeFiles = ["dotnet-diagnostic-", "clr-debug-pipe-", ".dotnet", "/memfd:doublemapper"];

    public static HashSet<string> Read() =>
        [.. Descriptors(), .. Mappings(), .. Children(), .. Files(TestRoom.TempFolder), .. Objects("/dev/shm"), .. Objects("/dev/mqueue"), .. SysV()];

    /// <summary>The descriptors of this process but those of the runtime, which opens the next assembly whenever its code is first run.</summary>
    public static IEnumerable<string> Descriptors()
    {
        foreach (string link in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            // The listing's own descriptor is closed by the time it is looked at.
            if (Target(link) is { } target && !IsOfRuntime(target) && !target.EndsWith("/fd", StringComparison.Ordinal))
                yield return $"descriptor {Path.GetFileName(link)}: {target}";
        }
    }

    private static IEnumerable<string> Mappings()
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            // address perms offset device inode path
            string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            string path = words.Length == 6 ? words[5] : "";
            bool isShared = words[1][3] == 's';
            bool isOfTests = path.StartsWith("/SYSV", StringComparison.Ordinal) || path.StartsWith("/dev/shm/", StringComparison.Ordinal)
                || path.StartsWith("/memfd:", StringComparison.Ordinal) || path.StartsWith(TestRoom.TempFolder, StringComparison.Ordinal);
            if ((isShared || isOfTests) && !IsOfRuntime(path))
                yield return $"mapping {words[0]} {words[1]} {path}";
        }
    }

    private static IEnumerable<string> Children()
    {
        foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            foreach (string child in (TryRead(Path.Combine(thread, "children")) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return $"child {child}: {TryRead($"/proc/{child}/comm")?.TrimEnd() ?? "ended"}";
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Where(static path => !IsOfRuntime(path[TestRoom.TempFolder.Length..])).Select(static path => $"file {path}");

    /// <summary>Where others use the machine's objects too, only those that are named after this process are of its tests.</summary>
    private static IEnumerable<string> Objects(string folder)
    {
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder).Where(path => TestRoom.IsPrivate || path.Contains(own, StringComparison.Ordinal)).Select(static path => $"object {path}")
            : [];
    }

    /// <summary>Queues and semaphore sets do not say who made them: they are looked at where no stranger's can be among them.</summary>
    private static IEnumerable<string> SysV()
    {
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (string kind in (string[])["msg", "sem", "shm"])
        {
            if (!File.Exists($"/proc/sysvipc/{kind}"))
                continue;
            foreach (string line in File.ReadLines($"/proc/sysvipc/{kind}").Skip(1))
            {
                // key id perms, and of shm: size cpid
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (TestRoom.IsPrivate || (kind == "shm" && words[4] == own))
                    yield return $"System V {kind} id {words[1]} (key {words[0]})";
            }
        }
    }

    private static bool IsOfRuntime(string path) =>
        Array.Exists(s_runtimeFiles, one => path.Contains(one, StringComparison.Ordinal)) || Array.Exists(s_loaded, one => path.EndsWith(one, StringComparison.Ordinal));

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return null;
        }
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The thread or process has ended since it was listed.
            return null;
        }
    }
}
