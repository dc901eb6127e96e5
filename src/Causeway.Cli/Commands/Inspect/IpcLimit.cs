namespace Causeway.Cli.Commands.Inspect;

/// <summary>A limit of the kernel.</summary>
/// <param name="Name">As it is called where it is set.</param>
/// <param name="Of">What it bounds.</param>
/// <param name="Use">How much there is; null where nothing is counted: the limit is of one object.</param>
/// <param name="Most">How much there may be; null without limit.</param>
/// <param name="Raise">The command that raises it; null where there is nothing to raise.</param>
internal sealed record IpcLimit(string Name, string Of, long? Use, long? Most, string? Raise)
{
    /// <summary>In what it is counted; null for what it bounds.</summary>
    public string? Unit { get; init; }

    /// <summary>The user or the process that has it for itself; null for one of all.</summary>
    public string? Whose { get; init; }

    /// <summary>How much of it is used; null where that means nothing.</summary>
    public int? Percent => Use is { } use && Most is > 0 and var most ? (int)Math.Min(int.MaxValue, use * 100.0 / most) : null;
}
