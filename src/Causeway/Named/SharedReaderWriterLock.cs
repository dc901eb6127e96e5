using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>A read-write lock: the value says who is in, a cell how much of that is its process's.</summary>
/// <remarks>
/// <para>
/// bits 0-19 readers; 20: a writer; 21: an upgradeable reader; 22: it wants to write, so that no more readers come in; 23: the last writer died.
/// A cell holds the same bits, 0 to 22, of its process, and 23 for as long as one that was told of a writer's death is in: if it dies too, the next is
/// told. The upgradeable reader is not among the readers, and is not kept out by any turn: who has the turn
/// waits for it.
/// </para>
/// <para>
/// A change lets in either some or others of those who wait, and nobody can say from outside which of a process's waiters wait for what: so it wakes
/// all. A reader that leaves wakes them too as long as nobody has the turn, though other readers are in: how else would a writer find out that it is being overtaken?
/// </para>
/// </remarks>
internal sealed partial class SharedReaderWriterLock(ObjectFile file) : SharedObject(file)
{
    /// <summary>Option: a writer that waits keeps new readers out at once.</summary>
    public const uint PrefersWriters = 1;

    /// <summary>What to wait for: to read.</summary>
    public const int Read = 0;

    /// <summary>What to wait for: to write.</summary>
    public const int Write = 1;

    /// <summary>What to wait for: to read, and to be the one who may write next.</summary>
    public const int UpgradeableRead = 2;

    /// <summary>What to wait for: that the other readers have left. By the upgradeable reader alone.</summary>
    public const int Upgrade = 3;

    /// <summary>What <see cref="TryTake"/> says of a plain success.</summary>
    public const int Taken = 1;

    /// <summary>What it says where the last writer died: told once.</summary>
    public const int TakenFromTheDead = 2;

    private const int Readers = (1 << 20) - 1;
    private const int Writer = 1 << 20;
    private const int Upgradeable = 1 << 21;
    private const int Upgrading = 1 << 22;
    private const int WriterDied = 1 << 23;

    /// <summary>Whether a writer that waits keeps new readers out at once.</summary>
    public bool IsForWriters { get; } = (file.Options & PrefersWriters) != 0;

    /// <inheritdoc/>
    public override int TryTake(int mode, bool urgent)
    {
        Enter enter = new(this, mode, urgent);
        if (!TryApplyToCell(ref enter, out _))
            return 0;

        return enter.WriterHasDied ? TakenFromTheDead : Taken;
    }

    /// <inheritdoc/>
    public override bool TellsOfDeath(int taken) => taken == TakenFromTheDead;

    /// <summary>Ends what a wait of this mode has begun.</summary>
    /// <param name="mode">Which.</param>
    /// <param name="ownerDied">Whether the next is to be told that a writer has died: where it has been told to somebody who does not look.</param>
    /// <param name="after">The word then.</param>
    /// <returns>False: this process does not hold that.</returns>
    public bool TryLeave(int mode, bool ownerDied, out Word after)
    {
        Exit exit = new(mode, ownerDied);
        return TryApplyToCell(ref exit, out after);
    }

    /// <summary>Whether whoever waits is to look after a change of this mode.</summary>
    public static bool ConcernsWaiters(int mode, Word after) =>
        after.HasWaiters && (mode != Read || (after.Value & Readers) == 0 || after.Turn == 0);

    /// <inheritdoc/>
    public override void Wake() => WakeUps.WakeAll();

    /// <summary>Keeps new readers out, for an upgradeable reader that is going to wait for those who are in.</summary>
    /// <returns>False: this process has none, or it writes.</returns>
    public bool TryBeginUpgrade()
    {
        Mark mark = new(wants: true);
        return TryApplyToCell(ref mark, out _);
    }

    /// <summary>The upgradeable reader has given up: readers come in again. Under a hold.</summary>
    public void GiveUpUpgrade()
    {
        Mark mark = new(wants: false);
        Word after;
        TryApplyToCell(ref mark, out after);
        if (after.HasWaiters)
            Wake();
    }

    /// <inheritdoc/>
    public override bool MayServe(Word word) =>
        (word.Value & Writer) == 0 && ((word.Value & Upgrading) == 0 || (word.Value & Readers) == 0);

    /// <inheritdoc/>
    private protected override bool IsFree(Word word) => (word.Value & (Writer | Readers)) == 0;

    /// <inheritdoc/>
    public override bool LooksFree(int mode)
    {
        Word word = State.Load();
        return word.Turn == 0 && (word.Value & ShutTo(mode)) == 0;
    }

    /// <inheritdoc/>
    /// <remarks>All threads are woken, so that the one that asked comes by itself; and readers must not pass by a writer of their own process.</remarks>
    private protected override bool SharesTurn => false;

    /// <inheritdoc/>
    public override void GiveBack(ref ChangingState state, int cell)
    {
        int readers = Math.Max(0, (state.Value & Readers) - (state.Held & Readers));
        int rest = state.Value & ~Readers & ~(state.Held & (Writer | Upgradeable | Upgrading));
        state.Value = rest | readers | ((state.Held & (Writer | WriterDied)) != 0 ? WriterDied : 0);
    }

    /// <inheritdoc/>
    /// <remarks>Every change has woken all; only what the turn kept back has yet to be looked at.</remarks>
    private protected override void WakeAfterWait(Word word, bool urgent, bool served)
    {
        if ((!served || urgent) && MayServe(word))
            WakeUps.WakeAll();
        else
            WakeUps.WakeNext();
    }

    /// <summary>Who must not be in.</summary>
    private static int ShutTo(int mode) => mode switch
    {
        Read => Writer | Upgrading,
        Write => Readers | Writer | Upgradeable,
        UpgradeableRead => Writer | Upgradeable,
        _ => Readers | Writer,
    };

    /// <inheritdoc/>
    private protected override int PatienceOf(int mode) => mode switch
    {
        Upgrade => int.MaxValue,
        Write when IsForWriters => 0,
        _ => Patience,
    };
}
