namespace Causeway;

/// <summary>One difference between two snapshots.</summary>
/// <param name="Time">When the later one was taken.</param>
/// <param name="Kind">What is different.</param>
public sealed record InspectionChange(DateTimeOffset Time, InspectionChangeKind Kind)
{
    /// <summary>The object, as it is, or as it was before it went; null for processes.</summary>
    public IpcObject? Object { get; init; }

    /// <summary>The object as it was before it changed; null for other kinds of changes.</summary>
    public IpcObject? Before { get; init; }

    /// <summary>The end that appeared or went; null for other kinds of changes.</summary>
    public IpcEnd? End { get; init; }

    /// <summary>The process that came or went, or whose end it is; null for objects.</summary>
    public InspectedProcess? Process { get; init; }
}
