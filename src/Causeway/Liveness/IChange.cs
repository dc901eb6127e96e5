namespace Causeway.Liveness;

/// <summary>What a change works on: a copy of what it sees, taken over whole or not at all.</summary>
internal record struct ChangingState
{
    /// <summary>The value of the word.</summary>
    public int Value;

    /// <summary>The cell that comes next; 0: nobody.</summary>
    public int Turn;

    /// <summary>What the cell holds; only in changes that are about a cell.</summary>
    public int Held;
}

/// <summary>One change of a named object's state. It may be worked out several times, and takes effect once.</summary>
internal interface IChange
{
    /// <summary>Whether it is about what the process holds too.</summary>
    static abstract bool UsesCell { get; }

    /// <summary>Works it out; false: it cannot be done now, and nothing changes.</summary>
    bool Apply(ref ChangingState state);
}
