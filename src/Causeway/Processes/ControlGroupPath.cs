using System.Globalization;
using System.Text.RegularExpressions;

namespace Causeway;

/// <summary>Where the control group of this process is mounted (cgroups(7)).</summary>
internal static partial class ControlGroupPath
{
    private const int Root = 3;
    private const int MountPoint = 4;

    /// <summary>The folder of this process's group.</summary>
    /// <exception cref="PlatformNotSupportedException">No version 2 hierarchy is mounted, or another part of it.</exception>
    public static string Own() => Of(File.ReadLines("/proc/self/mountinfo"), File.ReadLines("/proc/self/cgroup"));

    /// <summary>The same from what those files say (proc_pid_mountinfo(5)).</summary>
    public static string Of(IEnumerable<string> mounts, IEnumerable<string> groups)
    {
        string? group = groups.FirstOrDefault(static line => line.StartsWith("0::", StringComparison.Ordinal))?["0::".Length..];
        string? found = null;
        bool isMounted = false;
        foreach (string line in mounts)
        {
            string[] sides = line.Split(" - ", 2);
            if (group is null || sides.Length != 2 || !sides[1].StartsWith("cgroup2 ", StringComparison.Ordinal))
                continue;

            // In a container that sees the host's groups what is mounted is not the root, but its own.
            string[] fields = sides[0].Split(' ');
            isMounted = true;
            if (Below(Unescaped(fields[Root]), group) is { } rest)
                found = Path.Combine(Unescaped(fields[MountPoint]), rest);
        }

        return found ?? throw new PlatformNotSupportedException(isMounted
            ? $"OwnControlGroup needs this process's control group, {group}, which is not among those that are mounted here: leave it out"
            : "OwnControlGroup needs control groups of version 2, which are not mounted: leave it out, or mount -t cgroup2 none /sys/fs/cgroup");
    }

    /// <summary>The rest of a path below another; null where it is not below it.</summary>
    private static string? Below(string root, string group)
    {
        if (group.StartsWith("/..", StringComparison.Ordinal))
            return null;
        string prefix = root.TrimEnd('/');
        if (group == prefix)
            return "";
        return group.StartsWith(prefix + "/", StringComparison.Ordinal) ? group[(prefix.Length + 1)..] : null;
    }

    /// <summary>Blanks and backslashes are octal there.</summary>
    private static string Unescaped(string field) =>
        Octal().Replace(field, static match => ((char)Convert.ToInt32(match.Value[1..], 8)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\\[0-7]{3}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Octal();
}
