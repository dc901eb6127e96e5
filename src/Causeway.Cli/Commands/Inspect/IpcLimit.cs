using System.Globalization;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>A limit of the kernel.</summary>
/// <param name="Name">As it is called where it is set.</param>
/// <param name="Of">What it bounds.</param>
/// <param name="Use">How much there is; null where nothing is counted: the limit is of one object.</param>
/// <param name="Most">How much there may be; null without limit.</param>
/// <param name="Raise">The command that raises it; null where there is nothing to raise.</param>
internal sealed record IpcLimit(string Name, string Of, long? Use, long? Most, string? Raise)
{
    /// <summary>System V objects of a kind that there may be at the most, whatever is set (ipc_namespaces(7), IPCMNI); more only with ipcmni_extend on the kernel's command line.</summary>
    private const long MostIds = 32768;

    /// <summary>fs.mqueue.msg_max and fs.mqueue.msgsize_max at the most (mq_overview(7)).</summary>
    private const long MostMessages = 65536;
    private const long MostMessageBytes = 16L << 20;

    /// <summary>How much of it is used; null where that means nothing.</summary>
    public int? Percent => Use is { } use && Most is > 0 and var most ? (int)Math.Min(int.MaxValue, use * 100.0 / most) : null;

    /// <summary>All that this machine has.</summary>
    public static IReadOnlyList<IpcLimit> Read() => [.. SystemV(), .. Posix(), .. Descriptors(), .. Files()];

    private static IEnumerable<IpcLimit> SystemV()
    {
        if (TryRead(SysVSharedMemoryLimits.Read) is { } memory)
        {
            yield return Setting("kernel.shmmni", "segments", memory.Segments, memory.MaxSegments, MostIds);
            yield return Setting("kernel.shmall", "pages of all segments", memory.Pages, memory.MaxPages);
            yield return Setting("kernel.shmmax", "bytes of a segment", use: null, memory.MaxSegmentBytes);
        }

        if (TryRead(SysVMessageQueueLimits.Read) is { } queues)
        {
            yield return Setting("kernel.msgmni", "System V queues", queues.Queues, queues.MaxQueues, MostIds);
            yield return Setting("kernel.msgmnb", "bytes in a System V queue", use: null, queues.DefaultCapacityBytes);
            yield return Setting("kernel.msgmax", "bytes of a System V message", use: null, queues.MaxMessageBytes);
        }

        if (TryRead(SysVSemaphoreLimits.Read) is { } semaphores)
        {
            yield return Semaphores("SEMMNI", "semaphore sets", semaphores.Sets, semaphores.MaxSets, semaphores with { MaxSets = (int)Math.Min(MostIds, Doubled(semaphores.MaxSets)) });
            yield return Semaphores("SEMMNS", "semaphores of all sets", semaphores.Semaphores, semaphores.MaxSemaphores, semaphores with { MaxSemaphores = Doubled(semaphores.MaxSemaphores) });
            yield return Semaphores("SEMMSL", "semaphores of a set", use: null, semaphores.MaxPerSet, semaphores with { MaxPerSet = Doubled(semaphores.MaxPerSet) });
            yield return Semaphores("SEMOPM", "operations of a call", use: null, semaphores.MaxOperations, semaphores with { MaxOperations = Doubled(semaphores.MaxOperations) });
        }
    }

    private static IEnumerable<IpcLimit> Posix()
    {
        if (TryRead(PosixMessageQueueLimits.Read) is not { } queues)
            yield break;
        yield return Setting("fs.mqueue.queues_max", "POSIX queues", TryRead(PosixMessageQueue.List)?.Count, queues.MaxQueues);
        yield return Setting("fs.mqueue.msg_max", "messages of a POSIX queue", use: null, queues.MaxMessages, MostMessages);
        yield return Setting("fs.mqueue.msgsize_max", "bytes of a POSIX message", use: null, queues.MaxMessageBytes, MostMessageBytes);
        yield return new("RLIMIT_MSGQUEUE", "bytes of a user's POSIX queues", Use: null, queues.MaxUserBytes, "ulimit -q BYTES, or LimitMSGQUEUE= of the service");
    }

    private static IEnumerable<IpcLimit> Descriptors()
    {
        if (Numbers("/proc/sys/fs/file-nr") is [var open, _, var most])
            yield return Setting("fs.file-max", "open files of the machine", open, most);
        if (Numbers("/proc/sys/fs/pipe-max-size") is [var pipe])
            yield return Setting("fs.pipe-max-size", "bytes of a pipe", use: null, pipe);
        if (Numbers("/proc/sys/net/unix/max_dgram_qlen") is [var datagrams])
            yield return Setting("net.unix.max_dgram_qlen", "datagrams waiting at a UNIX socket", use: null, datagrams);
        if (Numbers("/proc/sys/net/core/somaxconn") is [var backlog])
            yield return Setting("net.core.somaxconn", "connections waiting at a listener", use: null, backlog);
        if (Numbers("/proc/sys/fs/epoll/max_user_watches") is [var watches])
            yield return Setting("fs.epoll.max_user_watches", "descriptors that a user's epolls watch", use: null, watches);
    }

    private static IEnumerable<IpcLimit> Files()
    {
        const string Directory = "/dev/shm";
        if (TryRead(static () => new DriveInfo(Directory)) is { IsReady: true, DriveFormat: "tmpfs", TotalSize: > 0 } files)
        {
            yield return new IpcLimit(Directory, "bytes of POSIX shared memory", files.TotalSize - files.TotalFreeSpace, files.TotalSize,
                string.Create(CultureInfo.InvariantCulture, $"mount -o remount,size={files.TotalSize * 2} {Directory}"));
        }
    }

    private static IpcLimit Setting(string name, string of, long? use, long most, long highest = long.MaxValue / 2)
    {
        // More than anybody will have is how the kernel says that there is no limit.
        if (most > long.MaxValue / 2)
            return new(name, of, use, Most: null, Raise: null);
        long raised = Math.Min(highest, most * 2);
        return new(name, of, use, most, raised <= most ? null : string.Create(CultureInfo.InvariantCulture, $"sysctl -w {name}={raised}"));
    }

    private static IpcLimit Semaphores(string name, string of, long? use, long most, SysVSemaphoreLimits raised) => new($"kernel.sem {name}", of, use, most,
        string.Create(CultureInfo.InvariantCulture, $"sysctl -w kernel.sem=\"{raised.MaxPerSet} {raised.MaxSemaphores} {raised.MaxOperations} {raised.MaxSets}\""));

    private static int Doubled(int number) => number > int.MaxValue / 2 ? int.MaxValue : number * 2;

    private static long[]? Numbers(string path)
    {
        try
        {
            string[] words = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

            // Some are beyond what a long holds, and some may be set to less than nothing.
            return [.. words.Select(static word => (long)Int128.Clamp(Int128.Parse(word, CultureInfo.InvariantCulture), long.MinValue, long.MaxValue))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static T? TryRead<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
