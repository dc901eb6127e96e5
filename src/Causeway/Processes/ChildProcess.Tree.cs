using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Everything that the child started, and its stops.</content>
public sealed partial class ChildProcess
{
    /// <summary>
    /// Makes this process the parent of all orphans among its descendants (prctl(2), PR_SET_CHILD_SUBREAPER), for as long as it
    /// lives: who in a tree ends before what it started leaves that to this process instead of init. <see cref="KillTree"/> then finds
    /// also those that left group and session, and orphans that end by themselves are reaped here, after a second.
    /// </summary>
    /// <remarks>
    /// Children started from now on have <c>CAUSEWAY_TREE</c> in their environment, by which an orphan's tree is known: one that
    /// cleared its environment is not found. Not for a program in which other native code waits later for children of its
    /// own: after a second they are taken for orphans. System.Diagnostics.Process waits at once.
    /// </remarks>
    /// <exception cref="SyscallException">EPERM: a security policy forbids it.</exception>
    public static void AdoptOrphans() => OrphanReaper.Begin();

    /// <summary>
    /// Kills every child of this process that this library did not start, and all that those started, and returns when they have ended: for a
    /// process that adopts orphans (<see cref="AdoptOrphans"/>) all that its ended children left, with the environment or without.
    /// </summary>
    /// <remarks>Not beside children of System.Diagnostics.Process or native code: those are killed as well.</remarks>
    /// <exception cref="InvalidOperationException">This process does not adopt orphans.</exception>
    /// <exception cref="SyscallException">EPERM: one changed its user; all others were killed and have ended. EMFILE: as with <see cref="KillTree"/>.</exception>
    public static void KillOrphans()
    {
        if (!OrphanReaper.IsOn)
            throw new InvalidOperationException("Without AdoptOrphans no orphan comes to this process: call that before the children start.");
        using ProcessTree orphans = new(root: 0, rootDescriptor: null, mark: null) { HasAllOrphans = true };
        KillAll(orphans, root: null, Deadline.Infinite, CancellationToken.None);
        orphans.AwaitEnd(Deadline.Infinite, CancellationToken.None);
    }

    /// <summary>
    /// Kills the child and everything that it started, and returns when all of them have ended. Children of others, and what
    /// was passed on to another process to start, are left alone.
    /// </summary>
    /// <remarks>
    /// <para>
    /// With <see cref="ChildProcessOptions.OwnControlGroup"/> by the kernel, at one stroke (cgroup.kill). Else all are stopped
    /// first (SIGSTOP through pidfds; a stopped process starts nothing), found by parent, by the child's process group and by its session
    /// where it leads one, until /proc shows no other, and then killed.
    /// </para>
    /// <para>
    /// What then escapes: a descendant that left group and session and whose parent has ended before the call (a daemon), unless this process
    /// adopts orphans (<see cref="AdoptOrphans"/>); with them, one that also cleared its environment; those that somebody outside the
    /// tree sets going again meanwhile; and a tree that grows faster than /proc is read. Once the child itself is reaped,
    /// only its group (from Linux 6.9 on) and adopted orphans are left to be found. Nothing escapes a control group but a
    /// process that may write to another group.
    /// </para>
    /// </remarks>
    /// <param name="timeout">How long to wait for their end, which may take while they are in the kernel; null: as long as it takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The timeout passed: they end when they leave the kernel, or new ones went on to appear.</exception>
    /// <exception cref="SyscallException">EPERM: one changed its user; all others were killed and have ended. EMFILE: each of them takes a descriptor for the time; those found before were killed.</exception>
    /// <exception cref="IOException">The same, where /proc cannot be read for want of descriptors.</exception>
    public void KillTree(TimeSpan? timeout = null) => EndTree(Deadline.After(timeout), CancellationToken.None);

    /// <summary>The same on a thread of its own.</summary>
    /// <param name="cancellationToken">Ends the wait for their end; they are killed all the same.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="KillTree(TimeSpan?)" path="/remarks"/>
    /// <inheritdoc cref="KillTree(TimeSpan?)" path="/exception[@cref='SyscallException']"/>
    public async Task KillTreeAsync(CancellationToken cancellationToken = default) =>
        await DedicatedThread.RunAsync(() => EndTree(Deadline.Infinite, cancellationToken), CancellationToken.None).ConfigureAwait(false);

    /// <summary>
    /// The child's stops and continuations, as they come, until it has ended. Those that follow one another faster than they are
    /// looked at merge into the last: the kernel keeps one state. By SIGCHLD, beside every other use of it: a pidfd does not tell.
    /// </summary>
    /// <remarks>One at a time for each child: two would take changes from each other. Not of a traced child, whose tracer takes them.</remarks>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<ChildStateChange> ReadStateChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Task<ChildExitStatus> exit = WaitForExitAsync(CancellationToken.None);
        await foreach (ChildStateChange change in ChildStateChanges.ReadAsync(_processDescriptor, Id, exit, cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    private void EndTree(Deadline deadline, CancellationToken token)
    {
        if (_birth.Group is { } group)
        {
            group.Kill();
            group.AwaitEmpty(deadline, token);
            return;
        }

        using ProcessTree tree = new(Id, _processDescriptor, _birth.Mark);
        bool isOwn = false;
        _reaper.TryBeforeReaping(() =>
        {
            // A tracer, or other native code, may have reaped it: the number is another's then.
            isOwn = !WatchedProcess.IsReaped(_processDescriptor);
            if (isOwn)
                KillAll(tree, this, deadline, token);
        });
        if (isOwn)
        {
            tree.AwaitEnd(deadline, token);
            return;
        }

        using ProcessTree orphans = new(root: 0, rootDescriptor: null, _birth.Mark);
        try
        {
            if (_birth.LedGroup)
                ProcessGroup.TrySendSignal([this], Signal.Kill);
        }
        finally
        {
            // Also where one of the group refused.
            KillAll(orphans, root: null, deadline, token);
        }

        orphans.AwaitEnd(deadline, token);
    }

    private static void KillAll(ProcessTree tree, ChildProcess? root, Deadline deadline, CancellationToken token)
    {
        // Whatever fails (EMFILE), nobody is left stopped.
        try
        {
            tree.Freeze(deadline, token);
        }
        finally
        {
            try
            {
                tree.Kill(deadline, token);
            }
            finally
            {
                // Where /proc does not show it.
                _ = root?.SendSignal(Signal.Kill, flags: 0);
            }
        }
    }

    /// <summary>What it was given at its start that its tree is known by.</summary>
    private sealed class Birth
    {
        public Birth(ChildProcessOptions options)
        {
            Mark = OrphanReaper.IsOn ? OrphanReaper.NewMark() : null;
            LedGroup = options.LeadsGroup;
            Group = options.OwnControlGroup ? ControlGroup.Create() : null;
        }

        public string? Mark { get; }

        public bool LedGroup { get; }

        public ControlGroup? Group { get; }
    }
}
