using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>One wait for several objects: queued at each of them as an asynchronous wait that takes nothing itself, but has its owner look.</summary>
internal sealed class SeveralWait : IDisposable
{
    // Never disposed: the reactor may be about to release it. It holds nothing.
    private readonly SemaphoreSlim _signal = new(0);
    private readonly List<Member> _members = [];
    private int _signalled;
    private bool _hasLooked;

    /// <summary>Queues at each of them.</summary>
    public SeveralWait(IReadOnlyList<NamedWaitHandle> handles, bool all)
    {
        try
        {
            foreach (NamedWaitHandle handle in handles)
            {
                Member member = new(this, handle.Shared, handle.WaitMode, mayAsk: !all);
                handle.Shared.Doorbells.Own.Listen();
                handle.Shared.Enqueue(member);
                _members.Add(member);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether this one may take what is left to the turn.</summary>
    public bool IsUrgent(int index) => _members[index].IsUrgent;

    /// <summary>Says that all of them are looked at now: what comes after this ends the next wait.</summary>
    public void Look()
    {
        // What was released for a signal stays, and ends the next wait for nothing: taken here, it could be that of the next signal, after which none would be.
        Interlocked.Exchange(ref _signalled, 0);
        foreach (Member member in _members)
            member.From.Look(comes: !_hasLooked);
        _hasLooked = true;
    }

    /// <summary>Waits until one of them is to be looked at; false: the deadline passed.</summary>
    public bool Wait(Deadline deadline, CancellationToken token) =>
        _signal.Wait(deadline.ToPollMilliseconds(), token) || !deadline.HasPassed;

    /// <inheritdoc cref="Wait"/>
    public async ValueTask<bool> WaitAsync(Deadline deadline, CancellationToken token) =>
        await _signal.WaitAsync(deadline.ToPollMilliseconds(), token).ConfigureAwait(false) || !deadline.HasPassed;

    /// <summary>Leaves them all; what was meant for it goes to the next.</summary>
    public void Dispose()
    {
        foreach (Member member in _members)
            member.From.Withdraw(member);
    }

    private void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
            _signal.Release();
    }

    private sealed class Member : LocalWaiter
    {
        private readonly SeveralWait _several;

        public Member(SeveralWait several, SharedObject from, int mode, bool mayAsk)
        {
            (_several, From, MayAskForTurn) = (several, from, mayAsk);
            Prepare(mode);
        }

        public SharedObject From { get; }

        public override bool MayAskForTurn { get; }

        public override int TryServe(SharedObject from)
        {
            _several.Signal();
            return 0;
        }

        public override void Complete() => _several.Signal();
    }
}
