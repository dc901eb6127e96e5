namespace Causeway.Liveness;

/// <summary>The word of a named object: all of its state that is not what a process holds.</summary>
/// <remarks>
/// <code>
/// bits 0-30   value      what the kind of object makes of it
/// 31          waiters    somebody may sleep
/// 32-38       turn       the cell that comes next; 0: nobody
/// 39-45       last       the cell that the last change was about; 0: none
/// 46-63       stamp      one more with each change
/// </code>
/// </remarks>
internal readonly record struct Word(ulong Bits)
{
    /// <summary>The largest value.</summary>
    public const int MaxValue = int.MaxValue;

    private const ulong WaitersBit = 1UL << 31;
    private const int TurnShift = 32;
    private const int LastShift = 39;
    private const int StampShift = 46;
    private const uint CellMask = 0x7F;
    private const uint StampMask = (1u << 18) - 1;

    /// <summary>What the kind makes of it.</summary>
    public int Value => (int)(Bits & MaxValue);

    /// <summary>Whether somebody may sleep.</summary>
    public bool HasWaiters => (Bits & WaitersBit) != 0;

    /// <summary>The cell that comes next; 0: nobody.</summary>
    public int Turn => (int)((uint)(Bits >> TurnShift) & CellMask);

    /// <summary>The cell that the last change was about; 0: none.</summary>
    public int Last => (int)((uint)(Bits >> LastShift) & CellMask);

    /// <summary>The number of the last change.</summary>
    public uint Stamp => (uint)(Bits >> StampShift);

    /// <summary>The number of the next change.</summary>
    public uint NextStamp => (Stamp + 1) & StampMask;

    /// <summary>What follows this word.</summary>
    public Word Next(int value, bool waiters, int turn, int last) => new(
        (uint)value
        | (waiters ? WaitersBit : 0)
        | ((ulong)(uint)turn << TurnShift)
        | ((ulong)(uint)last << LastShift)
        | ((ulong)NextStamp << StampShift));
}
