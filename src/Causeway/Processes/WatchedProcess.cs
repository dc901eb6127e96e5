using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>A process by its pidfd, which is proven to be the one that /proc shows under its pid.</summary>
internal sealed class WatchedProcess
{
    private WatchedProcess(int id, SafeFileDescriptor descriptor, ulong? startTicks)
    {
        Id = id;
        Descriptor = descriptor;
        StartTicks = startTicks;
    }

    public int Id { get; }

    public SafeFileDescriptor Descriptor { get; }

    /// <summary>null where /proc does not show it.</summary>
    public ulong? StartTicks { get; }

    /// <summary>The process that has the pid now; null where none has.</summary>
    public static WatchedProcess? TryOpen(int processId)
    {
        while (true)
        {
            // The pid may go from one process to another at any moment: what has the same start before and after is what
            // was opened between. Other processes do not start in the same hundredth of a second with a pid come round.
            ulong? before = ProcessStat.Of(processId)?.StartTicks;
            int descriptor = LibC.pidfd_open(processId, 0);
            Errno error = Errno.Last;
            bool isNoProcess = descriptor < 0 && (error == Errno.EINVAL || error == Errno.ENOENT);
            if (descriptor < 0 && error == Errno.ESRCH)
                return null;

            if (isNoProcess && processId > 0)
            {
                // Before Linux 6.15 also said of a process that is reaped at that moment.
                int? owner = ProcStatus.ProcessOf(processId);
                if (owner is null)
                    return null;
                if (owner == processId)
                    continue;
            }

            if (descriptor < 0)
                throw SyscallFailure.Create("pidfd_open", $"pid {processId}", error, isNoProcess ? "it is the number of a thread: its process has another" : null);
            var process = new SafeFileDescriptor(descriptor);
            try
            {
                if (ProcessStat.Of(processId)?.StartTicks == before)
                    return new WatchedProcess(processId, process, before);
            }
            catch
            {
                process.Dispose();
                throw;
            }

            process.Dispose();
        }
    }

    /// <summary>The process of a pidfd, with a descriptor of its own for it.</summary>
    /// <exception cref="ArgumentException">The descriptor is no pidfd.</exception>
    public static WatchedProcess Of(SafeFileDescriptor descriptor)
    {
        SafeFileDescriptor own = descriptor.Duplicate();
        try
        {
            int processId = PidOf(own);
            ulong? start = processId > 0 ? ProcessStat.Of(processId)?.StartTicks : null;

            // Not reaped after the look: the pid was its own at the look.
            return IsReaped(own) ? new WatchedProcess(Math.Max(processId, 0), own, startTicks: null) : new WatchedProcess(processId, own, start);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>How it ended, once it has; null where the kernel does not tell.</summary>
    public ChildExitStatus? ExitStatus() => Reaped() ?? Unreaped() ?? Reaped();

    /// <summary>Whether its parent has waited for it, so that its pid is not its own any more.</summary>
    public static bool IsReaped(SafeFileDescriptor descriptor)
    {
        int result = LibC.pidfd_send_signal(descriptor, 0, flags: 0);
        Errno error = Errno.Last;
        return result != 0 && error == Errno.ESRCH;
    }

    private static int PidOf(SafeFileDescriptor descriptor)
    {
        const string Field = "Pid:\t";
        string? line = File.ReadLines($"/proc/self/fdinfo/{descriptor.Number.ToString(CultureInfo.InvariantCulture)}").FirstOrDefault(static line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is not null ? int.Parse(line.AsSpan(Field.Length), CultureInfo.InvariantCulture)
            : throw new ArgumentException($"{descriptor} is no pidfd.", nameof(descriptor));
    }

    /// <summary>What the kernel keeps for those who have a pidfd, once the parent has waited.</summary>
    private unsafe ChildExitStatus? Reaped()
    {
        if (!LibC.HasPidfdInfo)
            return null;
        LibC.pidfd_info info = new() { mask = LibC.PIDFD_INFO_EXIT };
        int result = LibC.ioctl(Descriptor, LibC.PIDFD_GET_INFO, (int*)&info);

        // ENOTTY and EINVAL: an older kernel. ESRCH: reaped, and it keeps nothing.
        return result == 0 && (info.mask & LibC.PIDFD_INFO_EXIT) != 0 ? ChildExitStatus.OfStatusWord(info.exit_code) : null;
    }

    /// <summary>What /proc shows of one that has ended and is not waited for.</summary>
    private ChildExitStatus? Unreaped()
    {
        if (StartTicks is null || ProcessStat.Of(Id) is not { HasEnded: true } stat || stat.StartTicks != StartTicks)
            return null;

        // 0 is also what those read who may not know.
        bool isTold = stat.ExitWord != 0 || MayBeTraced();
        return isTold && !IsReaped(Descriptor) ? ChildExitStatus.OfStatusWord(stat.ExitWord) : null;
    }

    /// <summary>Whether this process may read what takes the same right as its exit code in /proc (PTRACE_MODE_READ_FSCREDS), of a zombie, too.</summary>
    private bool MayBeTraced()
    {
        try
        {
            return new FileInfo($"/proc/{Id.ToString(CultureInfo.InvariantCulture)}/ns/user").LinkTarget is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
