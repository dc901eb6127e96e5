using System.Globalization;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>The IPC namespace that this process's calls act in.</summary>
internal static class IpcNamespace
{
    /// <summary>Its inode; 0 where /proc does not tell.</summary>
    public static uint Own()
    {
        string target = new FileInfo("/proc/self/ns/ipc").LinkTarget ?? "";
        int open = target.IndexOf('[', StringComparison.Ordinal);
        return open >= 0 && uint.TryParse(target.AsSpan(open + 1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out uint inode) ? inode : 0;
    }

    /// <summary>What is to stand before a command about a System V object or a POSIX queue: ids, keys and names mean something in one namespace alone.</summary>
    public static string Entering(InspectionSnapshot snapshot, IpcObject one) =>
        one is (SysVObject or PosixQueueObject) && one.Namespace != Own() && snapshot.Processes.FirstOrDefault(process => process.Namespaces.Ipc == one.Namespace) is { } process
            ? string.Create(CultureInfo.InvariantCulture, $"nsenter --ipc --target {process.Id} ")
            : "";
}
