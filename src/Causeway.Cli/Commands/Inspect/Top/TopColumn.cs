namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>A column of the screen.</summary>
/// <param name="Name">In the header, and for <c>--sort</c>.</param>
/// <param name="Width">In characters; 0 for what is left of the line.</param>
/// <param name="Cell">Its text.</param>
/// <param name="Order">How two rows are ordered by it.</param>
internal sealed record TopColumn(string Name, int Width, Func<TopRow, string> Cell, Comparison<TopRow> Order)
{
    /// <summary>In the order of the screen; the digits 1 to 7 sort by them.</summary>
    public static TopColumn[] All { get; } =
    [
        new("id", 24, static row => row.Id, static (one, other) => ById(one, other)),
        new("kind", 9, static row => row.Kind, static (one, other) => string.CompareOrdinal(one.Kind, other.Kind)),
        new("name", 24, static row => row.Name, static (one, other) => string.CompareOrdinal(one.Object.Name ?? "\uFFFF", other.Object.Name ?? "\uFFFF")),
        new("depth", 14, static row => row.Depth?.ToString() ?? "-", static (one, other) => (other.Depth?.Value ?? -1).CompareTo(one.Depth?.Value ?? -1)),
        new("rate", 10, static row => row.Rate, static (one, other) => other.Activity.CompareTo(one.Activity)),
        new("waiting", 8, static row => row.Waiting == 0 ? "-" : row.Waiting.ToString(System.Globalization.CultureInfo.InvariantCulture), static (one, other) => other.Waiting.CompareTo(one.Waiting)),
        new("processes", 0, static row => row.Processes, static (one, other) => other.Ends.Count.CompareTo(one.Ends.Count)),
    ];

    /// <summary>What moves most comes first, unless another is asked for.</summary>
    public static TopColumn Usual => Find("rate");

    /// <summary>The one of that name.</summary>
    /// <exception cref="UsageException">There is no such column.</exception>
    public static TopColumn Find(string name) => Array.Find(All, column => column.Name == name)
        ?? throw new UsageException($"there is no column '{name}', only {string.Join(' ', All.Select(static column => column.Name))}");

    /// <summary>Rows by this column, equal ones by what is busy, then by id: a screen does not jump.</summary>
    public int Compare(TopRow one, TopRow other)
    {
        int order = Order(one, other);
        if (order == 0)
            order = other.Waiting.CompareTo(one.Waiting);
        if (order == 0)
            order = (other.Depth?.Value ?? -1).CompareTo(one.Depth?.Value ?? -1);
        return order == 0 ? ById(one, other) : order;
    }

    private static int ById(TopRow one, TopRow other) => one.Object.Id.CompareTo(other.Object.Id);
}
