namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of System V objects in this IPC namespace.</summary>
internal static class SystemVLimits
{
    /// <summary>System V objects of a kind that there may be at the most, whatever is set (ipc_namespaces(7), IPCMNI); more only with ipcmni_extend on the kernel's command line.</summary>
    private const long MostIds = 32768;

    public static IEnumerable<IpcLimit> Read() => [.. Memory(), .. Queues(), .. Semaphores()];

    private static IEnumerable<IpcLimit> Memory()
    {
        if (KernelNumbers.TryRead(SysVSharedMemoryLimits.Read) is not { } memory)
            yield break;
        yield return IpcLimits.Setting("kernel.shmmni", "System V segments", "segments", memory.Segments, memory.MaxSegments, MostIds);
        yield return IpcLimits.Setting("kernel.shmall", "all System V segments", "pages", memory.Pages, memory.MaxPages);
        yield return IpcLimits.Setting("kernel.shmmax", "a System V segment", "bytes", use: null, memory.MaxSegmentBytes);
    }

    private static IEnumerable<IpcLimit> Queues()
    {
        if (KernelNumbers.TryRead(SysVMessageQueueLimits.Read) is not { } queues)
            yield break;
        yield return IpcLimits.Setting("kernel.msgmni", "System V queues", "queues", queues.Queues, queues.MaxQueues, MostIds);
        yield return IpcLimits.Setting("kernel.msgmnb", "a System V queue", "bytes", use: null, queues.DefaultCapacityBytes);
        yield return IpcLimits.Setting("kernel.msgmax", "a System V message", "bytes", use: null, queues.MaxMessageBytes);
    }

    private static IEnumerable<IpcLimit> Semaphores()
    {
        if (KernelNumbers.TryRead(SysVSemaphoreLimits.Read) is not { } all)
            yield break;
        yield return One("SEMMNI", "semaphore sets", "sets", all.Sets, all.MaxSets, all with { MaxSets = (int)Math.Min(MostIds, Doubled(all.MaxSets)) });
        yield return One("SEMMNS", "semaphores of all sets", "semaphores", all.Semaphores, all.MaxSemaphores, all with { MaxSemaphores = Doubled(all.MaxSemaphores) });
        yield return One("SEMMSL", "a semaphore set", "semaphores", use: null, all.MaxPerSet, all with { MaxPerSet = Doubled(all.MaxPerSet) });
        yield return One("SEMOPM", "a call of semop", "operations", use: null, all.MaxOperations, all with { MaxOperations = Doubled(all.MaxOperations) });
    }

    private static IpcLimit One(string name, string of, string unit, long? use, long most, SysVSemaphoreLimits raised) => new($"kernel.sem {name}", of, use, most,
        IpcLimits.Text($"sysctl -w kernel.sem=\"{raised.MaxPerSet} {raised.MaxSemaphores} {raised.MaxOperations} {raised.MaxSets}\"")) { Unit = unit };

    private static int Doubled(int number) => number > int.MaxValue / 2 ? int.MaxValue : number * 2;
}
