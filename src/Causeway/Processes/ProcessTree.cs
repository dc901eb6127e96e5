using System.Globalization;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A process with everything that it started, held still and then killed.</summary>
/// <remarks>
/// <para>
/// To kill one by one loses those that are born meanwhile: the child of one that is killed is a child of init, and nothing
/// tells whose it was. So all are stopped first: each that is found, through its pidfd, and then, since a stopped process
/// does not fork, all its children; until a whole look at /proc, made after all were seen to be stopped, finds no other.
/// </para>
/// <code>
/// // looked at                            member
/// //                                      fork(2) under way
/// // SIGSTOP                              ... it is finished first: one child more
/// // state is T in every thread           from here on none
/// // /proc read whole: children found?    those are members too: once more
/// </code>
/// <para>
/// Who follows the group that the root leads is signalled as a group besides: there even a process that lives no longer than one look at
/// /proc takes is met.
/// </para>
/// <para>
/// A thread in state D is waited for a while only: the parent of a vfork(2) is in it until its child goes on, and
/// starts nothing meanwhile.
/// </para>
/// </remarks>
internal sealed class ProcessTree : IDisposable
{
    private const int MostUnsettledLooks = 200;
    private readonly Dictionary<int, Member> _members = [];
    private readonly int _root;
    private readonly string? _mark;
    private bool _ledGroup;
    private bool _ledSession;
    private SyscallException? _refused;

    /// <summary>Of a process that is not reaped, nor will be while this is used.</summary>
    /// <param name="root">Its pid; 0 where it is reaped, and the marked orphans alone are meant.</param>
    /// <param name="mark">What orphans of it that came to this process have in their environment; null where none come.</param>
    public ProcessTree(int root, string? mark)
    {
        _root = root;
        _mark = mark;
    }

    /// <summary>Stops them all.</summary>
    public void Freeze()
    {
        for (int unsettled = 0; unsettled < MostUnsettledLooks;)
        {
            SendToGroup(Signal.Stop);
            bool isSettled = _members.Values.All(static member => member.IsStill());
            if (AddNew(Signal.Stop))
                continue;
            if (isSettled)
                return;
            unsettled++;
            Thread.Sleep(1);
        }
    }

    /// <summary>Kills them all, and whoever of the group and session shows up late.</summary>
    public void Kill()
    {
        SendToGroup(Signal.Kill);
        foreach (Member member in _members.Values)
            Send(member, Signal.Kill);
        while (AddNew(Signal.Kill))
        {
        }
    }

    /// <summary>Waits until all have ended, and reaps those that came to this process.</summary>
    /// <exception cref="SyscallException">EPERM: one could not be killed; all others were.</exception>
    public void AwaitEnd(Deadline deadline, CancellationToken token)
    {
        if (_refused is not null)
            throw _refused;
        foreach (Member member in _members.Values)
        {
            if (!DescriptorPoll.Wait(member.Descriptor, LibC.POLLIN, deadline, token))
                throw SyscallFailure.TimedOut("poll", $"pid {member.Id}");
        }

        // Now that all have ended, whoever comes to this process has come.
        foreach (Member member in _members.Values)
        {
            if (member.IsMarked && member.Id != _root)
                OrphanReaper.TryReap(member.Descriptor);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Member member in _members.Values)
            member.Descriptor.Dispose();
    }

    private bool AddNew(Signal signal)
    {
        bool any = false;
        foreach (ProcessStat process in ProcessStat.All().ToArray())
        {
            if (!Belongs(process) || _members.ContainsKey(process.Id) || WatchedProcess.TryOpen(process.Id) is not { } opened)
                continue;
            if (opened.StartTicks != process.StartTicks || ProcessStat.Of(process.Id) is not { } now || !Belongs(now))
            {
                opened.Descriptor.Dispose();
                continue;
            }

            Member member = new(process.Id, opened.Descriptor, _mark is not null && OrphanReaper.HasMark(process.Id, _mark));
            _members.Add(process.Id, member);
            if (process.Id == _root)
                (_ledGroup, _ledSession) = (now.GroupId == _root, now.SessionId == _root);
            Send(member, signal);
            any = true;
        }

        return any;
    }

    /// <summary>One that has ended is none: its children are somebody else's already.</summary>
    private bool Belongs(ProcessStat process)
    {
        if (process.Id == Environment.ProcessId)
            return false;
        if (process.Id == _root)
            return true;
        if (process.HasEnded)
            return false;
        return _members.ContainsKey(process.ParentId) || (_ledGroup && process.GroupId == _root) || (_ledSession && process.SessionId == _root)
            || (_mark is not null && process.ParentId == Environment.ProcessId && OrphanReaper.HasMark(process.Id, _mark));
    }

    /// <summary>All of it at one stroke: the kernel lets no fork slip through. The group's id is the root's own, which is not reaped.</summary>
    private void SendToGroup(Signal signal)
    {
        if (_ledGroup)
            _ = LibC.kill(-_root, signal.Number);
    }

    private void Send(Member member, Signal signal)
    {
        int result = LibC.pidfd_send_signal(member.Descriptor, signal.Number, flags: 0);
        Errno error = Errno.Last;
        if (result != 0 && error != Errno.ESRCH)
            _refused ??= SyscallFailure.Create("pidfd_send_signal", string.Create(CultureInfo.InvariantCulture, $"pid {member.Id}"), error, error == Errno.EPERM ? "it changed its user: only root can signal it" : null);
    }

    private sealed record Member(int Id, SafeFileDescriptor Descriptor, bool IsMarked)
    {
        /// <summary>Whether none of its threads can start anything.</summary>
        public bool IsStill() => ProcessStat.ThreadsOf(Id).All(static thread => thread.State is 'T' or 't' || thread.HasEnded);
    }
}
