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
    private readonly SafeFileDescriptor? _rootDescriptor;
    private readonly string? _mark;
    private bool _ledGroup;
    private bool _ledSession;
    private bool _isCutShort;
    private SyscallException? _refused;

    /// <summary>Of a process.</summary>
    /// <param name="root">Its pid; 0 where it is reaped, and the orphans alone are meant.</param>
    /// <param name="rootDescriptor">Its pidfd: somebody else may reap it after all, and the number is another's then.</param>
    /// <param name="mark">What orphans of it that came to this process have in their environment; null where none come.</param>
    public ProcessTree(int root, SafeFileDescriptor? rootDescriptor, string? mark)
    {
        _root = root;
        _rootDescriptor = rootDescriptor;
        _mark = mark;
    }

    /// <summary>Whether every child of this process that no <see cref="ChildReaper"/> waits for is one of it, marked or not.</summary>
    public bool HasAllOrphans { get; init; }

    /// <summary>Stops them all.</summary>
    public void Freeze(Deadline deadline, CancellationToken token)
    {
        int unsettled = 0;
        for (int look = 0; unsettled < MostUnsettledLooks && !IsEnough(look, deadline, token); look++)
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
    public void Kill(Deadline deadline, CancellationToken token)
    {
        SendToGroup(Signal.Kill);
        foreach (Member member in _members.Values)
            Send(member, Signal.Kill);
        for (int look = 0; AddNew(Signal.Kill); look++)
        {
            if (!IsEnough(look, deadline, token))
                continue;
            _isCutShort = true;
            return;
        }
    }

    /// <summary>Waits until all have ended, and reaps those that came to this process.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    /// <exception cref="SyscallException">EPERM: one could not be killed; all others were, and have ended.</exception>
    public void AwaitEnd(Deadline deadline, CancellationToken token)
    {
        foreach (Member member in _members.Values.Where(static member => !member.IsRefused))
        {
            if (!DescriptorPoll.Wait(member.Descriptor, LibC.POLLIN, deadline, token))
                throw SyscallFailure.TimedOut("poll", $"pid {member.Id}");
        }

        // Now that all have ended, whoever comes to this process has come.
        foreach (Member member in _members.Values)
        {
            if (member.IsOrphan && member.Id != _root)
                OrphanReaper.TryReap(member.Descriptor);
        }

        if (_isCutShort)
            token.ThrowIfCancellationRequested();
        if (_isCutShort)
            throw SyscallFailure.TimedOut("poll", _root == 0 ? "the orphans of this process, which go on starting others" : $"the tree of pid {_root}, which goes on growing");
        if (_refused is not null)
            throw _refused;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Member member in _members.Values)
            member.Descriptor.Dispose();
    }

    /// <summary>A tree that grows faster than it is looked at must not keep the caller for ever. Any other is killed whole, however short the time to wait.</summary>
    private static bool IsEnough(int looks, Deadline deadline, CancellationToken token) => looks > MostUnsettledLooks && (deadline.HasPassed || token.IsCancellationRequested);

    private bool AddNew(Signal signal)
    {
        bool any = false;
        foreach (ProcessStat process in ProcessStat.All().ToArray())
        {
            if (!Belongs(process) || IsKnown(process) || WatchedProcess.TryOpen(process.Id) is not { } opened)
                continue;
            if (opened.StartTicks != process.StartTicks || ProcessStat.Of(process.Id) is not { } now || !IsStillMeant(now))
            {
                opened.Descriptor.Dispose();
                continue;
            }

            Member member = new(process.Id, process.StartTicks, opened.Descriptor, HasAllOrphans || (_mark is not null && OrphanReaper.HasMark(process.Id, _mark)));
            _members.Add(process.Id, member);
            if (process.Id == _root)
                (_ledGroup, _ledSession) = (now.GroupId == _root, now.SessionId == _root);
            Send(member, signal);
            any = true;
        }

        return any;
    }

    /// <summary>Whether it was found before. Of a member that is reaped the number may be another's by now.</summary>
    private bool IsKnown(ProcessStat process)
    {
        if (!_members.TryGetValue(process.Id, out Member? member))
            return false;
        if (member.StartTicks == process.StartTicks)
            return true;
        member.Descriptor.Dispose();
        _members.Remove(process.Id);
        return false;
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
        return _members.ContainsKey(process.ParentId) || (_ledGroup && process.GroupId == _root) || (_ledSession && process.SessionId == _root) || IsOrphan(process);
    }

    /// <summary>The same once the process is held by its pidfd, and sure: a number whose owner is not reaped now was its own when /proc was read.</summary>
    private bool IsStillMeant(ProcessStat now)
    {
        bool isRootsOwn = _root != 0 && _rootDescriptor is not null && !WatchedProcess.IsReaped(_rootDescriptor);
        if (now.Id == _root)
            return isRootsOwn;
        if (now.Id == Environment.ProcessId || now.HasEnded)
            return false;
        bool isChild = _members.TryGetValue(now.ParentId, out Member? parent) && !WatchedProcess.IsReaped(parent.Descriptor);
        return isChild || (isRootsOwn && ((_ledGroup && now.GroupId == _root) || (_ledSession && now.SessionId == _root))) || IsOrphan(now);
    }

    private bool IsOrphan(ProcessStat process)
    {
        if (process.ParentId != Environment.ProcessId)
            return false;
        return (_mark is not null && OrphanReaper.HasMark(process.Id, _mark)) || (HasAllOrphans && !ChildReaper.IsKept(process.Id));
    }

    /// <summary>All of it at one stroke: the kernel lets no fork slip through. The group's id is the root's own, while that is not reaped.</summary>
    private void SendToGroup(Signal signal)
    {
        if (_ledGroup && _rootDescriptor is not null && !WatchedProcess.IsReaped(_rootDescriptor))
            _ = LibC.kill(-_root, signal.Number);
    }

    private void Send(Member member, Signal signal)
    {
        int result = LibC.pidfd_send_signal(member.Descriptor, signal.Number, flags: 0);
        Errno error = Errno.Last;
        if (result == 0 || error == Errno.ESRCH)
            return;
        member.IsRefused = true;
        _refused ??= SyscallFailure.Create("pidfd_send_signal", string.Create(CultureInfo.InvariantCulture, $"pid {member.Id}"), error, error == Errno.EPERM ? "it changed its user: only root can signal it" : null);
    }

    private sealed class Member(int id, ulong startTicks, SafeFileDescriptor descriptor, bool isOrphan)
    {
        public int Id => id;

        public ulong StartTicks => startTicks;

        public SafeFileDescriptor Descriptor => descriptor;

        /// <summary>Whether this process may have to reap it.</summary>
        public bool IsOrphan => isOrphan;

        /// <summary>Whether it could not be signalled, and lives on.</summary>
        public bool IsRefused { get; set; }

        /// <summary>Whether none of its threads can start anything.</summary>
        public bool IsStill() => ProcessStat.ThreadsOf(Id).All(static thread => thread.State is 'T' or 't' || thread.HasEnded);
    }
}
