namespace Causeway.Cli.Commands.Trace;

/// <summary>What the mechanisms are called on the command line: as the command's own verbs are, where there is one.</summary>
internal static class MechanismNames
{
    private static readonly (IpcMechanism Mechanism, string Name)[] s_all =
    [
        (IpcMechanism.Pipe, "pipe"), (IpcMechanism.Fifo, "fifo"), (IpcMechanism.Socket, "socket"), (IpcMechanism.PosixQueue, "mq"), (IpcMechanism.SysVQueue, "msg"),
        (IpcMechanism.SysVSemaphore, "sysv-sem"), (IpcMechanism.SysVMemory, "sysv-shm"), (IpcMechanism.SharedMemory, "shm"), (IpcMechanism.Futex, "futex"),
        (IpcMechanism.EventCounter, "eventfd"), (IpcMechanism.Signal, "signal"), (IpcMechanism.FileLock, "lock"), (IpcMechanism.Process, "pidfd"),
    ];

    public static string All => string.Join(", ", s_all.Select(static one => one.Name));

    public static string Of(IpcMechanism mechanism) => s_all[(int)mechanism].Name;

    /// <summary>Those that are named; none means all.</summary>
    /// <exception cref="UsageException">There is none of a name.</exception>
    public static IpcMechanism[] Parse(IEnumerable<string> names) =>
        [.. OnlyOption.Select(s_all, static one => one.Name, [.. names.SelectMany(static one => one.Split(','))]).Select(static one => one.Mechanism)];
}
