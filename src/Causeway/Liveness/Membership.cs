using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Domains;
using Causeway.Waiting;

namespace Causeway.Liveness;

/// <summary>This process's part in one object: the file, its mapping and the cell. Released when nobody here uses the object any more.</summary>
/// <remarks>
/// <code>
/// // died after      what others find                        mended by
/// // the lock        a cell with a predecessor's remains     burial, as before
/// // burial, entry   a cell that holds nothing, dead         whoever meets it; nobody was told to watch it
/// // announced       the same; all who wait have been woken  same
/// </code>
/// </remarks>
internal sealed class Membership : SafeHandle
{
    private readonly ObjectFile _file;
    private readonly IObjectKind _kind;

    private Membership(ObjectFile file, IObjectKind kind, SharedState state, LifeLock life, Doorbells bells)
        : base(0, ownsHandle: true)
    {
        (_file, _kind, State, Life, Doorbells) = (file, kind, state, life, bells);
        WakeUps = new WakeUps(state, bells);
        SetHandle(file.Address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The word and the cells.</summary>
    public SharedState State { get; }

    /// <summary>Who lives.</summary>
    public LifeLock Life { get; }

    /// <summary>Wakes those who wait.</summary>
    public WakeUps WakeUps { get; }

    /// <summary>The domain's doorbells.</summary>
    public Doorbells Doorbells { get; }

    /// <summary>Joins. Takes over the file when it succeeds.</summary>
    /// <param name="file">This process's only description of it.</param>
    /// <param name="kind">What kind of object it is.</param>
    /// <param name="cookie">What this process is to be sent when it is rung.</param>
    /// <returns>null: the object is being collected, or has been: after <see cref="ObjectFile.AwaitRemoval"/> its name is free, or another object's.</returns>
    /// <exception cref="InvalidOperationException">As many processes use it as can.</exception>
    public static Membership? TryJoin(ObjectFile file, IObjectKind kind, ulong cookie)
    {
        var bells = Doorbells.Acquire(file.Domain);
        Membership? joined = null;
        try
        {
            joined = TryJoin(file, kind, bells, cookie);
            return joined;
        }
        finally
        {
            if (joined is null)
                bells.Release();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        BuryOthers();
        Burial.GiveBackOwn(State, _kind);
        CrashPoint.At("leave.given");
        Cell cell = State.CellOf(State.Own);
        Volatile.Write(ref cell.Waiting, 0);
        CrashPoint.At("leave.waiting");
        Volatile.Write(ref cell.Doorbell, 0);
        CrashPoint.At("leave.doorbell");
        Volatile.Write(ref cell.Process, 0);
        CrashPoint.At("leave.emptied");

        // All: what was given back may serve several, and a barrier's phase may have ended.
        WakeUps.WakeAll();
        CrashPoint.At("leave.told");

        // Closing unlocks the byte: from here on the cell is anybody's.
        _file.Dispose();
        Doorbells.Release();
        return true;
    }

    private void BuryOthers()
    {
        try
        {
            Burial.BuryAll(State, _kind, Life);
        }
        catch (SyscallException)
        {
            // The kernel could not say who lives: whoever comes next finds them.
        }
    }

    private static Membership? TryJoin(ObjectFile file, IObjectKind kind, Doorbells bells, ulong cookie)
    {
        ulong doorbell = bells.Own.Id;
        LifeLock life = new(file);
        int own = TakeCell(file, life);

        // In this order: a collector marks before it lets go.
        bool isBeingRemoved = own == 0 && file.IsBeingRemoved;
        if (own == 0 && !isBeingRemoved && !file.IsCollected)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"\"{file.Path}\" is used by {ObjectLayout.CellCount} processes already: one of them must close it first."));
        if (own == 0 || file.IsCollected)
            return null;
        CrashPoint.At("join.locked");
        SharedState state = new(file.Address, own);
        Burial.GiveBackOwn(state, kind);
        Enter(state.CellOf(own), doorbell, cookie);
        state.CountNewcomer(own);

        // Before there is a membership, whose end would use the file: what fails here leaves that to the caller.
        new WakeUps(state, bells).WakeAll();
        return new Membership(file, kind, state, life, bells);
    }

    /// <summary>The first that can be had: before all others those that look free.</summary>
    private static unsafe int TakeCell(ObjectFile file, LifeLock life)
    {
        foreach (bool anyCell in (ReadOnlySpan<bool>)[false, true])
        {
            for (int number = 1; number <= ObjectLayout.CellCount; number++)
            {
                if ((anyCell || Volatile.Read(ref new Cell(file.Address, number).Process) == 0) && life.TryLock(number))
                    return number;
            }
        }

        return 0;
    }

    private static void Enter(Cell cell, ulong doorbell, ulong cookie)
    {
        Volatile.Write(ref cell.Waiting, 0);
        CrashPoint.At("join.waiting");
        Volatile.Write(ref cell.Answered, Volatile.Read(ref cell.Bell));
        CrashPoint.At("join.answered");
        Volatile.Write(ref cell.Delivered, Volatile.Read(ref cell.Bell));
        CrashPoint.At("join.delivered");
        Volatile.Write(ref cell.Cookie, cookie);
        CrashPoint.At("join.cookie");
        Volatile.Write(ref cell.Process, (uint)Environment.ProcessId);
        CrashPoint.At("join.entering");

        // The last: whoever finds a doorbell finds the rest.
        Volatile.Write(ref cell.Doorbell, doorbell);
        CrashPoint.At("join.entered");
    }
}
