using System.Globalization;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>The IPC namespace that this process's calls act in, and what is said of objects of others.</summary>
internal static class IpcNamespace
{
    private static uint? s_ipc;
    private static uint? s_network;

    /// <summary>The inode of the IPC namespace; 0 where /proc does not tell.</summary>
    public static uint Own() => InodeOf("ipc");

    /// <summary>What is to be said of an object that is elsewhere than this process's calls act: <c>of network namespace 4026532181</c>; null where it is here.</summary>
    public static string? Elsewhere(IpcObject one)
    {
        if (one.Namespace == 0 || (one is SocketObject ? s_network ??= InodeOf("net") : s_ipc ??= InodeOf("ipc")) is var own && (own == 0 || own == one.Namespace))
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"of {(one is SocketObject ? "network" : "IPC")} namespace {one.Namespace}");
    }

    /// <summary>The same behind other words.</summary>
    public static string AndWhere(IpcObject one) => Elsewhere(one) is { } where ? $"; {where}" : "";

    private static uint InodeOf(string name)
    {
        string target = new FileInfo($"/proc/self/ns/{name}").LinkTarget ?? "";
        int open = target.IndexOf('[', StringComparison.Ordinal);
        return open >= 0 && uint.TryParse(target.AsSpan(open + 1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out uint inode) ? inode : 0;
    }

    /// <summary>What is to stand before a command about a System V object or a POSIX queue: ids, keys and names mean something in one namespace alone.</summary>
    public static string Entering(InspectionSnapshot snapshot, IpcObject one) =>
        one is (SysVObject or PosixQueueObject) && one.Namespace != Own() && snapshot.Processes.FirstOrDefault(process => process.Namespaces.Ipc == one.Namespace) is { } process
            ? string.Create(CultureInfo.InvariantCulture, $"nsenter --ipc --target {process.Id} ")
            : "";
}
