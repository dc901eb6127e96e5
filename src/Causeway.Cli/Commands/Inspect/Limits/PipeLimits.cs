namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of pipes and FIFOs.</summary>
internal static class PipeLimits
{
    private const long PageBytes = 4096;

    public static IEnumerable<IpcLimit> Read(InspectionSnapshot snapshot)
    {
        // Those that nobody may be asked about are missing.
        (uint User, long Pages)[] users =
        [
            .. snapshot.Objects.OfType<PipeObject>().Where(static one => one is { UserId: not null, CapacityBytes: not null }).GroupBy(static one => one.UserId!.Value)
                .OrderBy(static user => user.Key).Select(static user => (user.Key, user.Sum(static one => one.CapacityBytes!.Value / PageBytes))),
        ];
        return
        [
            .. IpcLimits.Setting("fs.pipe-max-size", "a pipe", "bytes"),
            .. OfUsers("fs.pipe-user-pages-soft", "pipes of a user; more have 2 pages each", users),
            .. OfUsers("fs.pipe-user-pages-hard", "pipes of a user; no more can be made", users),
        ];
    }

    /// <summary>0 is no limit, and root has none.</summary>
    private static IEnumerable<IpcLimit> OfUsers(string name, string of, (uint User, long Pages)[] users)
    {
        if (KernelNumbers.Setting(name) is not [var most])
            yield break;
        if (most == 0)
            most = long.MaxValue;
        foreach ((uint user, long pages) in users)
            yield return IpcLimits.Setting(name, of, "pages", pages, user == 0 ? long.MaxValue : most) with { Whose = UserNames.Of(user) };
        if (users.Length == 0)
            yield return IpcLimits.Setting(name, of, "pages", use: null, most);
    }
}
