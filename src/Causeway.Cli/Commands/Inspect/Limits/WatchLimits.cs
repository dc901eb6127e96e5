namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of what users watch: inotify and epoll.</summary>
internal static class WatchLimits
{
    public static IEnumerable<IpcLimit> Read(IReadOnlyList<ProcessUse> processes)
    {
        IGrouping<uint, ProcessUse>[] users = [.. processes.GroupBy(static one => one.UserId).OrderBy(static user => user.Key)];
        return
        [
            .. OfUsers("fs.inotify.max_user_instances", "inotify instances of a user", "instances", users, static one => one.InotifyInstances),
            .. OfUsers("fs.inotify.max_user_watches", "what inotify watches for a user", "watches", users, static one => one.InotifyWatches),
            .. IpcLimits.Setting("fs.inotify.max_queued_events", "events waiting at an inotify instance", "events"),
            .. OfUsers("fs.epoll.max_user_watches", "what epolls watch for a user", "descriptors", users, static one => one.PollWatches),
        ];
    }

    /// <summary>Of users who have any; where nobody has, the limit alone.</summary>
    private static IpcLimit[] OfUsers(string name, string of, string unit, IGrouping<uint, ProcessUse>[] users, Func<ProcessUse, long> use)
    {
        if (KernelNumbers.Setting(name) is not [var most])
            return [];
        IpcLimit[] all = [.. users.Where(user => user.Sum(use) > 0).Select(user => IpcLimits.Setting(name, of, unit, user.Sum(use), most) with { Whose = UserNames.Of(user.Key) })];
        return all.Length > 0 ? all : [IpcLimits.Setting(name, of, unit, use: 0, most)];
    }
}
