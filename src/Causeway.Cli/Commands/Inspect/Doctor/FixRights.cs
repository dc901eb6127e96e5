using Causeway.Cli.Commands.Verbs;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Who may run a fix. What cannot be told here (groups, access lists, capabilities) counts as not allowed: root may it all the same.</summary>
internal static class FixRights
{
    public const uint Root = 0;

    /// <summary>Whether whoever looks is that user, or root; true of null.</summary>
    public static bool IsMine(uint? user) => user is null || LibC.geteuid() is var own && (own == Root || own == user);

    /// <summary>A command line to be run by root.</summary>
    public static string AsRoot(string fix) =>
        fix.StartsWith("ulimit ", StringComparison.Ordinal) ? $"{fix}; beyond the hard limit, root alone"
        : fix.Contains(';', StringComparison.Ordinal) ? $"sudo sh -c {ShellWord.Of(fix)}"
        : $"sudo {fix}";

    /// <summary>Who may do what the owner of an object may; null where its mode lets anybody.</summary>
    /// <param name="one">The object.</param>
    /// <param name="others">What its mode must let others do.</param>
    public static uint? Using(IpcObject one, UnixFileMode others) => one.Mode is { } mode && mode.HasFlag(others) ? null : one.UserId ?? Root;

    /// <summary>Who may remove a System V object or POSIX memory, semaphores and queues, whose folders are sticky.</summary>
    public static uint? Removing(IpcObject one) => one switch
    {
        SysVObject { Permissions.CreatorUserId: var creator } when creator == LibC.geteuid() => null,
        FifoObject or SocketObject or SocketFileObject when one.Name is { } path => RemovingFile(path),
        _ => one.UserId ?? Root,
    };

    /// <summary>Who may remove a name from its directory.</summary>
    public static uint? RemovingFile(string path)
    {
        string directory = Path.GetDirectoryName(path) ?? "/";
        if (LibC.access(directory, LibC.W_OK | LibC.X_OK) != 0 || PathStatus.Of(directory) is not { } folder)
            return Root;
        return folder.Mode.HasFlag(UnixFileMode.StickyBit) && folder.Owner != LibC.geteuid() && PathStatus.Of(path) is { } file ? file.Owner : null;
    }
}
