using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of threads, and of signals that wait.</summary>
internal static class TaskLimits
{
    public static IEnumerable<IpcLimit> Read(IReadOnlyList<ProcessUse> processes)
    {
        long? threads = Threads();
        return
        [
            .. IpcLimits.Setting("kernel.threads-max", "threads of the machine", "threads", threads),
            .. IpcLimits.Setting("kernel.pid_max", "numbers of processes and threads", "numbers", threads), .. Signals(processes),
        ];
    }

    /// <summary>The fourth field of /proc/loadavg: <c>2/523</c>, those that run and all.</summary>
    private static long? Threads() =>
        KernelNumbers.Lines("/proc/loadavg") is [var line, ..] && KernelNumbers.Words(line) is [_, _, _, var tasks, ..] && long.TryParse(tasks.AsSpan(tasks.IndexOf('/', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long all) ? all : null;

    /// <summary>Counted for a user; each process has a limit for all of them, of which the least is shown.</summary>
    private static IEnumerable<IpcLimit> Signals(IReadOnlyList<ProcessUse> processes)
    {
        foreach (IGrouping<uint, ProcessUse> user in processes.Where(static one => one.Signals is not null).GroupBy(static one => one.UserId).OrderBy(static user => user.Key))
        {
            (long use, long most) = (user.Max(static one => one.Signals!.Value.Use), user.Min(static one => one.Signals!.Value.Most));
            yield return new IpcLimit("RLIMIT_SIGPENDING", "signals sent to a user that wait, and timers", use, most < 0 ? null : most,
                most < 0 ? null : IpcLimits.Text($"ulimit -i {most * 2}, or LimitSIGPENDING={most * 2} of the service")) { Unit = "signals", Whose = UserNames.Of(user.Key) };
        }
    }
}
