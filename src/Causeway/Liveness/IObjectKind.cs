namespace Causeway.Liveness;

/// <summary>What one kind of named object makes of its word and of what a process holds.</summary>
internal interface IObjectKind
{
    /// <summary>Takes back from the value what the process of a cell holds, because it died or leaves.</summary>
    /// <param name="state">Held is what the cell says; it is nothing afterwards, whatever is written there.</param>
    /// <param name="cell">The cell's number.</param>
    void GiveBack(ref ChangingState state, int cell);
}
