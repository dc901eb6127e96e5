using System.Runtime.CompilerServices;
using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Placing;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>A named object as this process uses it: its cell, and who waits here.</summary>
/// <remarks>
/// Calls that never block run between <see cref="ObjectLease.Enter"/> and <see cref="ObjectLease.Leave"/> of <see cref="Lease"/>; those that may
/// wait or wake hold it (<see cref="HandleHold"/>). The object leaves when the last of them is done.
/// </remarks>
internal abstract partial class SharedObject(ObjectFile file) : IObjectKind
{
    private readonly Lock _gate = new();
    private Membership? _membership;
    private ObjectLease? _lease;
    private CellGate _cell;
    private volatile bool _closed;

    /// <summary>The object's name, for messages.</summary>
    public string Name { get; } = file.Name;

    /// <summary>Which file it is.</summary>
    public FileIdentity Identity { get; } = file.Identity;

    /// <summary>The handles to it. Under the gate of <see cref="SharedObjects"/>.</summary>
    public int References { get; set; }

    /// <summary>What this process is sent when it is rung for this object.</summary>
    public ulong Cookie { get; private set; }

    /// <summary>The domain's doorbells.</summary>
    public Doorbells Doorbells => _membership!.Doorbells;

    /// <summary>The object's file, as it was opened.</summary>
    public ObjectFile File => file;

    /// <summary>Keeps it.</summary>
    public ObjectLease Lease => _lease!;

    /// <summary>The word and the cells. Under the lease.</summary>
    public SharedState State => _membership!.State;

    /// <summary>Keeps what this process knows of those who wait here consistent.</summary>
    protected Lock Gate => _gate;

    /// <summary>Wakes those who wait.</summary>
    protected WakeUps WakeUps => _membership!.WakeUps;

    /// <inheritdoc/>
    public abstract void GiveBack(ref ChangingState state, int cell);

    /// <summary>Tries to get what is waited for.</summary>
    /// <param name="mode">What, of what the kind has to offer.</param>
    /// <param name="urgent">Whether the turn may be used.</param>
    /// <returns>0: not now; else what the kind has to say of the success.</returns>
    public abstract int TryTake(int mode, bool urgent);

    /// <summary>Whether somebody who waits could be served by this word.</summary>
    public abstract bool MayServe(Word word);

    /// <summary>Wakes those whom a change of the kind's concerns: whoever comes next, where one at a time can be served. Under a hold.</summary>
    public virtual void Wake() => WakeUps.WakeNext();

    /// <summary>Whether trying is worth while: for who would have to give back what it took.</summary>
    public virtual bool LooksFree(int mode)
    {
        Word word = State.Load();
        return word.Turn == 0 && MayServe(word);
    }

    /// <summary>Makes a change about the own cell, unless it cannot be made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected bool TryApplyToCell<TChange>(ref TChange change, out Word after)
        where TChange : struct, IChange
    {
        _cell.Enter();
        bool made = State.TryApply(ref change, out after);
        _cell.Exit();
        return made;
    }

    /// <summary>Joins.</summary>
    /// <returns>False: it has been collected.</returns>
    public bool TryJoin(ulong cookie)
    {
        Cookie = cookie;
        _membership = Membership.TryJoin(file, this, cookie);
        if (_membership is null)
            return false;
        _lease = new ObjectLease(_membership, 0);
        return true;
    }

    /// <summary>Ends every wait, and leaves when nobody is inside any more.</summary>
    public void Close()
    {
        _closed = true;
        LookAgain();
        Lease.Dispose();
        _membership!.Dispose();
    }

    /// <summary>Has the waits that this process has for the object look at it again.</summary>
    public void LookAgain()
    {
        if (!TryKeep())
            return;
        try
        {
            WakeUps.Wake(State.Own, int.MaxValue);
            AnswerDoorbell();
        }
        finally
        {
            Lease.DangerousRelease();
        }
    }

    /// <summary>Keeps the object until the lease is released; false: it is closed.</summary>
    private bool TryKeep()
    {
        bool kept = false;
        try
        {
            Lease.DangerousAddRef(ref kept);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile: nobody waits for it here any more.
        }

        return kept;
    }
}
