namespace Causeway.Liveness;

/// <summary>Who of a process waits for an object: ticket of the one that waits longest, and how many.</summary>
/// <remarks>bits 0-14 threads, 16-30 asynchronous waits, 31 one of them asks for the turn, 32-63 the ticket.</remarks>
internal readonly record struct Waiting(ulong Bits)
{
    private const ulong CountMask = 0x7FFF;
    private const ulong OneThread = 1;
    private const ulong OneAsynchronous = 1 << 16;
    private const ulong UrgentBit = 1UL << 31;

    /// <summary>Threads that sleep at the bell, or are about to.</summary>
    public int Threads => (int)(Bits & CountMask);

    /// <summary>Waits that want the doorbell rung.</summary>
    public int Asynchronous => (int)((Bits >> 16) & CountMask);

    /// <summary>Whether anybody waits.</summary>
    public bool Any => (Bits & (CountMask | (CountMask << 16))) != 0;

    /// <summary>Whether one of them has been overtaken often enough to be served next.</summary>
    public bool IsUrgent => (Bits & UrgentBit) != 0;

    /// <summary>The lower, the longer it has waited (they wrap around).</summary>
    public uint Ticket => (uint)(Bits >> 32);

    /// <summary>With one more that waits.</summary>
    /// <exception cref="InvalidOperationException">As many as there may be.</exception>
    public Waiting Add(bool asynchronous, uint ticket)
    {
        if ((asynchronous ? Asynchronous : Threads) == (int)CountMask)
            throw new InvalidOperationException($"{CountMask} threads or asynchronous waits of this process wait for the object already.");
        Waiting more = new(Bits + (asynchronous ? OneAsynchronous : OneThread));
        return Any ? more : more.WithTicket(ticket);
    }

    /// <summary>With one less; the rest has waited for a shorter time.</summary>
    public Waiting Remove(bool asynchronous, bool urgentRest, uint ticket)
    {
        Waiting less = new(((Bits & ~UrgentBit) - (asynchronous ? OneAsynchronous : OneThread)) | (urgentRest ? UrgentBit : 0));
        return less.Any ? less.WithTicket(ticket) : default;
    }

    /// <summary>With one that asks for the turn.</summary>
    public Waiting WithUrgent() => new(Bits | UrgentBit);

    private Waiting WithTicket(uint ticket) => new((Bits & uint.MaxValue) | ((ulong)ticket << 32));
}
