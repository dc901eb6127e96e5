using System.Diagnostics.CodeAnalysis;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Watches a process that need not be a child: awaits its end through a pidfd, without a thread for it.</summary>
/// <remarks>
/// <para>
/// A pid is given to another process once its own has ended and was waited for. A watcher is of one process for good: the
/// start time in /proc/PID/stat is the same before and after pidfd_open(2), and signals go through the pidfd.
/// </para>
/// <para>
/// Any user may watch any process that it can see. How it ended is known where the kernel says it: see
/// <see cref="ExitStatus"/>. Thread-safe. A watched process takes one descriptor and, while it is awaited, an entry in epoll.
/// </para>
/// </remarks>
public sealed class ProcessWatcher : IDisposable
{
    private readonly WatchedProcess _process;

    private ProcessWatcher(WatchedProcess process) => _process = process;

    /// <summary>Its pid; 0 where the descriptor that it was made from is of a process that was waited for before, or of another pid namespace.</summary>
    public int Id => _process.Id;

    /// <summary>The pidfd, for example to queue a signal: <c>Signals.Queue(watcher.Descriptor, …)</c>. It is the watcher's own.</summary>
    public SafeFileDescriptor Descriptor => _process.Descriptor;

    /// <summary>When it started, after the machine did, in hundredths of a second (/proc/PID/stat): with the pid, what tells it from every other process. null where /proc does not show it.</summary>
    public TimeSpan? StartedAfterBoot => _process.StartTicks is { } ticks ? ToTimeSpan(ticks) : null;

    /// <summary>Whether it has ended, waited for or not.</summary>
    public bool HasExited => (DescriptorPoll.Peek(Descriptor, LibC.POLLIN) & LibC.POLLIN) != 0;

    /// <summary>
    /// How it ended, without what it took of the machine; null while it runs and where the kernel does not tell. From Linux
    /// 6.15 on it tells once the parent has waited for it (PIDFD_GET_INFO). Before, and until the parent does, only
    /// those who may trace the process are told (/proc/PID/stat). It may thus become known later.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The watcher was disposed.</exception>
    public ChildExitStatus? ExitStatus => HasExited ? _process.ExitStatus() : null;

    /// <summary>Watches a process.</summary>
    /// <param name="processId">Its pid.</param>
    /// <param name="startedAfterBoot">What <see cref="StartedAfterBoot"/> of this very process said earlier; null for whichever has the pid now.</param>
    /// <exception cref="ArgumentOutOfRangeException">No pid.</exception>
    /// <exception cref="SyscallException">ESRCH: there is no such process, or it is another one. EINVAL, or ENOENT from Linux 6.9 on: the number is a thread's. EMFILE: the process is at its descriptor limit.</exception>
    public static ProcessWatcher Open(int processId, TimeSpan? startedAfterBoot = null)
    {
        if (TryOpen(processId, startedAfterBoot, out ProcessWatcher? watcher))
            return watcher;
        throw SyscallFailure.Create("pidfd_open", $"pid {processId}", Errno.ESRCH, startedAfterBoot is null ? "it has ended, and was waited for" : "the process that started then has ended, and was waited for");
    }

    /// <summary>Watches a process.</summary>
    /// <returns>False: there is no such process, or it is another one.</returns>
    /// <inheritdoc cref="Open" path="/param"/>
    /// <param name="processId">Its pid.</param>
    /// <param name="startedAfterBoot">What <see cref="StartedAfterBoot"/> of this very process said earlier; null for whichever has the pid now.</param>
    /// <param name="watcher">The watcher.</param>
    /// <exception cref="ArgumentOutOfRangeException">No pid.</exception>
    /// <exception cref="SyscallException">EINVAL, or ENOENT from Linux 6.9 on: the number is a thread's. EMFILE: the process is at its descriptor limit.</exception>
    public static bool TryOpen(int processId, TimeSpan? startedAfterBoot, [NotNullWhen(true)] out ProcessWatcher? watcher)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        WatchedProcess? process = WatchedProcess.TryOpen(processId);
        if (process is not null && startedAfterBoot is { } expected && (process.StartTicks is not { } ticks || ToTimeSpan(ticks) != expected))
        {
            process.Descriptor.Dispose();
            process = null;
        }

        watcher = process is null ? null : new ProcessWatcher(process);
        return watcher is not null;
    }

    /// <summary>Watches the process of a pidfd: <see cref="UnixSocket.OpenPeerProcess"/>, one received over a socket, or pidfd_open(2).</summary>
    /// <param name="processDescriptor">A pidfd; it stays the caller's.</param>
    /// <exception cref="ArgumentException">The descriptor is no pidfd.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit.</exception>
    public static ProcessWatcher FromDescriptor(SafeFileDescriptor processDescriptor)
    {
        ArgumentNullException.ThrowIfNull(processDescriptor);
        return new ProcessWatcher(WatchedProcess.Of(processDescriptor));
    }

    /// <summary>Waits on the calling thread until the process has ended, whether its parent waits for it or not.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How it ended; null where the kernel does not tell: see <see cref="ExitStatus"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The timeout passed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The watcher was disposed.</exception>
    public ChildExitStatus? WaitForExit(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (!DescriptorPoll.Wait(Descriptor, LibC.POLLIN, Deadline.After(timeout), cancellationToken))
            throw SyscallFailure.TimedOut("poll", $"pid {Id}");
        return _process.ExitStatus();
    }

    /// <summary>Waits until the process has ended, whether its parent waits for it or not. Holds no thread: one waits for all.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How it ended; null where the kernel does not tell: see <see cref="ExitStatus"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The watcher was disposed, before or during the wait.</exception>
    /// <exception cref="SyscallException">ENOSPC: /proc/sys/fs/epoll/max_user_watches.</exception>
    public async Task<ChildExitStatus?> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await DescriptorPoll.WaitAsync(Descriptor, Direction.Read, inline: false, cancellationToken).ConfigureAwait(false);
        return _process.ExitStatus();
    }

    /// <summary>Sends a signal through the pidfd (pidfd_send_signal(2)), so that it can never hit another process.</summary>
    /// <returns>False: it has ended and was waited for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not a signal.</exception>
    /// <exception cref="SyscallException">EPERM: it runs as another user.</exception>
    /// <exception cref="ObjectDisposedException">The watcher was disposed.</exception>
    public bool TrySendSignal(Signal signal)
    {
        signal.ThrowIfInvalid(nameof(signal));
        int result = LibC.pidfd_send_signal(Descriptor, signal.Number, flags: 0);
        Errno error = Errno.Last;
        if (result == 0)
            return true;
        return error == Errno.ESRCH ? false : throw SyscallFailure.Create("pidfd_send_signal", $"pid {Id}", error, error == Errno.EPERM ? "it runs as another user" : null);
    }

    /// <summary>Ends the watching; the process goes on.</summary>
    public void Dispose() => Descriptor.Dispose();

    private static TimeSpan ToTimeSpan(ulong ticks) => TimeSpan.FromTicks((long)ticks * (TimeSpan.TicksPerSecond / ProcessStat.TicksPerSecond));
}
