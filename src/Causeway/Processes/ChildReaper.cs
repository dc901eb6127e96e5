using System.Collections.Concurrent;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Waits for one child through its pidfd, without a thread, and reaps it: whatever becomes of the object that stands for it.</summary>
/// <remarks>
/// <para>
/// Waits for this child alone, so that it never takes one of System.Diagnostics.Process. Whoever looks first reaps: a
/// thread that waits for it in poll(2), somebody who asks whether it has ended, or else the reactor, which learns of it
/// when it is awaited or after a short while (<see cref="ReaperQueue"/>): most children are waited for by the thread that
/// started them, and those cost no registration and no second thread.
/// </para>
/// <para>Under <c>_gate</c>: the child is reaped once, and its descriptor closed when it is both reaped and let go.</para>
/// </remarks>
internal sealed class ChildReaper
{
    /// <summary>How long somebody else in this process who reaped the child has to say so: a <see cref="ProcessTracer"/> does, at once.</summary>
    private static readonly TimeSpan s_handOver = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<int, ChildReaper> s_unreaped = new();
    private readonly Lock _gate = new();
    private readonly int _processId;
    private readonly SafeFileDescriptor _descriptor;
    private readonly Task _mayReap;
    private readonly TaskCompletionSource<ChildExitStatus> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isTracers;
    private Deadline? _handOver;
    private bool _watched;
    private bool _letGo;

    /// <summary>Begins.</summary>
    /// <param name="processId">For messages.</param>
    /// <param name="descriptor">Its pidfd, the reaper's from now on.</param>
    /// <param name="mayReap">Until it completes the child stays a zombie, and its id its own.</param>
    /// <param name="tracedExit">Where a tracer of this process may reap the child: the status it got, or null once it has let go of the child.</param>
    public ChildReaper(int processId, SafeFileDescriptor descriptor, Task mayReap, Task<ChildExitStatus?>? tracedExit)
    {
        _processId = processId;
        _descriptor = descriptor;
        _isTracers = tracedExit is not null;
        s_unreaped[processId] = this;
        _mayReap = tracedExit is null ? mayReap : TakeFromTracerAsync(tracedExit);
    }

    /// <summary>Completes with the status once the child is reaped. It need not complete by itself before <see cref="Watch"/>.</summary>
    public Task<ChildExitStatus> Exit => _exit.Task;

    /// <summary>Whether a child is not reaped yet and is one that a reaper waits for: nobody else may.</summary>
    public static bool IsKept(int processId) => s_unreaped.ContainsKey(processId);

    /// <summary>
    /// A tracing thread of this process got the end of a process that it had seized. Where that is a child of this
    /// process, the kernel has counted it as the wait of its parent.
    /// </summary>
    public static void ReapedByTracer(int processId, ChildExitStatus status)
    {
        if (s_unreaped.TryGetValue(processId, out ChildReaper? reaper) && !reaper._isTracers)
            reaper.Complete(() => reaper._exit.TrySetResult(status));
    }

    /// <summary>Whether the child is reaped; reaps it where it has ended.</summary>
    public bool TryReap() => TryReap(Deadline.Infinite);

    /// <summary>Waits on the calling thread until the child is reaped.</summary>
    /// <returns>Whether it is: false when the deadline passed.</returns>
    public bool Wait(Deadline deadline)
    {
        if (!TaskWait.Until(_mayReap, deadline))
            return false;
        bool hasEnded = false;
        while (!TryReap(deadline))
        {
            if (hasEnded && deadline.HasPassed)
                return false;

            // A tracer outside this process (a debugger) has its end first, and the descriptor is readable already.
            if (hasEnded)
                Thread.Sleep(1);

            // Readable once it has ended, and for ever.
            try
            {
                if (!DescriptorPoll.Wait(_descriptor, LibC.POLLIN, deadline, CancellationToken.None))
                    return false;
                hasEnded = true;
            }
            catch (ObjectDisposedException)
            {
                // Another thread reaped it, and its owner let go.
            }
        }

        return true;
    }

    /// <summary>The same, for one thread that does it for many children: one whose tree is being killed does not keep it.</summary>
    /// <returns>Whether it is watched, or reaped: false where another thread has it.</returns>
    public bool TryWatch()
    {
        if (!_gate.TryEnter())
            return false;
        try
        {
            if (!TryReap())
                Watch();
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>From now on the child is reaped as soon as it ends, whoever waits for it or not.</summary>
    /// <exception cref="SyscallException">ENOSPC: /proc/sys/fs/epoll/max_user_watches.</exception>
    public void Watch()
    {
        lock (_gate)
        {
            if (_watched || _exit.Task.IsCompleted)
                return;
            _ = Reactor.Shared.Watch(_descriptor);
            _watched = true;
        }

        _ = ReapWhenReadyAsync();
    }

    /// <summary>Does something while the child's id is its own.</summary>
    /// <returns>False where it is reaped: then nothing is done.</returns>
    public bool TryBeforeReaping(Action action)
    {
        lock (_gate)
        {
            if (_exit.Task.IsCompleted)
                return false;
            action();
            return true;
        }
    }

    /// <summary>Nobody asks any more: the descriptor is closed as soon as it is not needed to reap.</summary>
    public void LetGo()
    {
        lock (_gate)
        {
            _letGo = true;
            if (_exit.Task.IsCompleted)
                _descriptor.Dispose();
        }
    }

    /// <summary>The same, with a limit to the wait for another thread.</summary>
    /// <param name="patience">Until when to wait for another thread that kills its tree.</param>
    private bool TryReap(Deadline patience)
    {
        if (_exit.Task.IsCompleted)
            return true;
        if (!_mayReap.IsCompleted || !_gate.TryEnter(patience.ToPollMilliseconds()))
            return false;
        try
        {
            return _exit.Task.IsCompleted || TryReapOnce();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private async Task ReapWhenReadyAsync()
    {
        await _mayReap.ConfigureAwait(false);
        try
        {
            DescriptorWatch watch = Reactor.Shared.Watch(_descriptor);
            while (true)
            {
                uint seen = watch.Edges(Direction.Read);
                if (TryReap())
                    return;
                if (_handOver is not null)
                {
                    await Task.Delay(1).ConfigureAwait(false);
                    continue;
                }

                await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // Another thread reaped it, and its owner let go.
        }
    }

    private async Task TakeFromTracerAsync(Task<ChildExitStatus?> tracedExit)
    {
        try
        {
            if (await tracedExit.ConfigureAwait(false) is { } status)
                Complete(() => _exit.SetResult(status));
        }
        catch (Exception e)
        {
            Complete(() => _exit.SetException(e));
        }
    }

    private void Complete(Action how)
    {
        lock (_gate)
        {
            how();
            Forget();
            if (_letGo)
                _descriptor.Dispose();
        }
    }

    /// <summary>Its id may be another child's by now.</summary>
    private void Forget() => s_unreaped.TryRemove(new KeyValuePair<int, ChildReaper>(_processId, this));

    /// <summary>Under the gate.</summary>
    private unsafe bool TryReapOnce()
    {
        // Of a child that this process traces, a wait for its end would also take its stops, which are the tracer's.
        if (!DescriptorPoll.Wait(_descriptor, LibC.POLLIN, Deadline.Immediate, CancellationToken.None))
            return false;
        LibC.siginfo_t info = default;
        LibC.rusage usage;
        int result;
        Errno error;
        do
            result = LibC.waitid(_descriptor, &info, LibC.WEXITED | LibC.WNOHANG, &usage, out error);
        while (result != 0 && error == Errno.EINTR);
        if (result == 0 && info.si_pid == 0)
            return false;
        if (error == Errno.ECHILD && result != 0 && !(_handOver ??= Deadline.After(s_handOver)).HasPassed)
            return false;
        if (result == 0)
            _exit.SetResult(ChildExitStatus.Of(info, usage));
        else
            _exit.SetException(SyscallFailure.Create("waitid", $"pid {_processId}", error, error == Errno.ECHILD ? "something else in this process reaped it (a wait for any child, or SIGCHLD ignored): its status is lost" : null));
        Forget();
        if (_letGo)
            _descriptor.Dispose();
        return true;
    }
}
