using System.Globalization;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>A column of <c>causeway ls</c>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">Text or a number of an object.</param>
internal sealed record ObjectColumn(string Name, Func<Inventory, IpcObject, object?> Value)
{
    /// <summary>How many processes a cell names before it only counts them.</summary>
    private const int MostNamed = 3;

    /// <summary>How many of <see cref="All"/> are shown unless others are asked for.</summary>
    private const int Usual = 8;

    /// <summary>What has to be read for it beyond what a list needs.</summary>
    public InspectionDetails Details { get; init; }

    /// <summary>Those that there are, the usual ones first.</summary>
    public static ObjectColumn[] All { get; } =
    [
        new("id", static (_, one) => ObjectFacts.IdOf(one)),
        new("kind", static (_, one) => KindWords.Of(one)),
        new("name", static (_, one) => one.Name),
        new("owner", static (_, one) => one.UserId is { } user ? UserNames.Of(user) : null),
        new("mode", static (_, one) => one.Mode is { } mode ? Fact.Mode(mode) : null),
        new("ends", static (inventory, one) => (long)inventory.CountUses(one)),
        new("processes", static (inventory, one) => Processes(inventory, one)),
        new("detail", static (_, one) => ObjectDetail.Of(one)),
        new("bytes", static (_, one) => ObjectDetail.Bytes(one)),
        new("rss", static (_, one) => (one as SysVSegmentObject)?.ResidentBytes) { Details = InspectionDetails.Contents },
        new("swap", static (_, one) => (one as SysVSegmentObject)?.SwappedBytes) { Details = InspectionDetails.Contents },
        new("namespace", static (_, one) => one.Namespace == 0 ? null : (long)one.Namespace),
    ];

    /// <summary>The columns of <c>--columns</c>; the usual ones where it is not given.</summary>
    /// <exception cref="UsageException">There is no such column.</exception>
    public static ObjectColumn[] Parse(string? names) => names is null ? All[..Usual] : [.. names.Split(',').Select(Find)];

    /// <summary>The column of a name.</summary>
    /// <exception cref="UsageException">There is no such column.</exception>
    public static ObjectColumn Find(string name) => Array.Find(All, column => column.Name == name)
        ?? throw new UsageException($"there is no column '{name}', only {string.Join(' ', All.Select(static column => column.Name))}");

    /// <summary>An object's line.</summary>
    public static Fact[] RowOf(ObjectColumn[] columns, Inventory inventory, IpcObject one)
    {
        Fact[] row = new Fact[columns.Length];
        for (int index = 0; index < row.Length; index++)
            row[index] = new Fact(columns[index].Name, columns[index].Value(inventory, one));
        return row;
    }

    /// <summary>Objects by this column: numbers by size, text by its characters, what has neither last.</summary>
    public List<IpcObject> Order(Inventory inventory, List<IpcObject> objects) => Name == "id"
        ? objects
        : [.. objects.Select(one => (One: one, Key: Value(inventory, one))).OrderBy(static pair => pair.Key is null)
            .ThenBy(static pair => pair.Key as long? ?? 0).ThenBy(static pair => pair.Key as string, StringComparer.Ordinal).Select(static pair => pair.One)];

    private static string? Processes(Inventory inventory, IpcObject one)
    {
        List<InspectedProcess> users = inventory.UsersOf(one);
        if (users.Count == 0)
            return null;
        string named = string.Join(' ', users.Take(MostNamed).Select(ObjectFacts.NameOf));
        return users.Count <= MostNamed ? named : string.Create(CultureInfo.InvariantCulture, $"{named} +{users.Count - MostNamed}");
    }
}
