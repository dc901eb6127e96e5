using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>
/// logind's RemoveIPC=, which is on unless it is turned off (logind.conf(5)): when a user's last session ends, what that user has of System V
/// and POSIX objects is removed, also where a service of the user's goes on. System users are spared.
/// </summary>
internal static class RemoveIpcRule
{
    private const uint FirstOrdinaryUser = 1000;
    private const uint Nobody = 65534;
    private const string Setting = "RemoveIPC";

    private static readonly string[] s_folders = ["usr/lib/systemd/logind.conf.d", "run/systemd/logind.conf.d", "etc/systemd/logind.conf.d"];

    public static IEnumerable<Finding> Check(Examination examination)
    {
        if (!Directory.Exists(Path.Combine(examination.Root, "run/systemd/users")) || !IsOn(examination))
            yield break;
        foreach (IGrouping<uint, IpcObject> user in examination.Inventory.Objects.Where(IsRemoved).GroupBy(static one => one.UserId!.Value))
        {
            yield return new Finding("remove-ipc", UserNames.Of(user.Key),
                string.Create(CultureInfo.InvariantCulture, $"logind removes {user.Count()} {Counted.Word(user.Count(), "object", "objects")} of user {UserNames.Of(user.Key)} when the last session of that user ends: {string.Join(' ', user.Take(3).Select(ObjectFacts.IdOf))}{(user.Count() > 3 ? " ..." : "")}"),
                "mkdir -p /etc/systemd/logind.conf.d; printf '[Login]\\nRemoveIPC=no\\n' >/etc/systemd/logind.conf.d/ipc.conf; systemctl restart systemd-logind") { FixedBy = FixRights.Root };
        }
    }

    private static bool IsRemoved(IpcObject one) => one.UserId is >= FirstOrdinaryUser and not Nobody
        && one.Kind is (IpcKind.SysVQueue or IpcKind.SysVSegment or IpcKind.SysVSemaphores or IpcKind.PosixQueue or IpcKind.PosixMemory or IpcKind.PosixSemaphore);

    /// <summary>The last word of the files, in the order in which they are read.</summary>
    private static bool IsOn(Examination examination)
    {
        IEnumerable<string> files = s_folders.Select(folder => Path.Combine(examination.Root, folder)).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.conf")).OrderBy(Path.GetFileName, StringComparer.Ordinal);
        string? last = files.Prepend("etc/systemd/logind.conf").SelectMany(file => (examination.TextOf(file) ?? "").Split('\n'))
            .Select(static line => line.Split('=', 2, StringSplitOptions.TrimEntries)).Where(static parts => parts is [Setting, _]).Select(static parts => parts[1]).LastOrDefault();
        return last?.ToLowerInvariant() is not ("no" or "false" or "off" or "0" or "n" or "f");
    }
}
