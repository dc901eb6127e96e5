using System.Globalization;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>An object of a look, beside how it was at the look before. Its texts are made when they are asked for.</summary>
/// <param name="Object">As it is.</param>
/// <param name="Ends">Who has it.</param>
/// <param name="Depth">How much is in it.</param>
/// <param name="PerSecond">What the depth grew by in a second; null where there is no depth, or was none before. At least so much moved: what came and went between is not told.</param>
/// <param name="Moves">Whether it was used since the look before, as the kernel's times and last users say.</param>
/// <param name="Waiting">How many threads or processes wait at it.</param>
internal sealed record TopRow(IpcObject Object, IpcEndList Ends, TopDepth? Depth, double? PerSecond, bool Moves, int Waiting)
{
    private const int MostNamed = 3;

    public string Id => Object.Id.ToString();

    public string Kind => KindWords.Of(Object);

    public string Name => Object.Name is { } name ? PrintableText.Of(name) : "-";

    /// <summary>As a cell: <c>+120/s</c>, <c>moves</c> for what is used at the same depth, <c>-</c> for what the kernel does not tell.</summary>
    public string Rate => PerSecond is { } rate && rate != 0
        ? string.Create(CultureInfo.InvariantCulture, $"{(rate > 0 ? "+" : "")}{rate:0.#}/s")
        : Moves ? "moves" : PerSecond is null ? "-" : "0";

    /// <summary>What rows are ordered by: how much is known to have moved.</summary>
    public double Activity => Math.Max(Math.Abs(PerSecond ?? -1), Moves ? double.Epsilon : -1);

    /// <summary>Those that use it, by pid.</summary>
    public IEnumerable<InspectedProcess> Users => Ends.Where(static end => end.Form != IpcEndForm.Mention).Select(static end => end.Process).DistinctBy(static process => process.Id);

    public string Processes
    {
        get
        {
            InspectedProcess[] users = [.. Users];
            string named = users.Length == 0 ? "-" : PrintableText.Of(string.Join(' ', users.Take(MostNamed).Select(ObjectFacts.NameOf)));
            return users.Length <= MostNamed ? named : string.Create(CultureInfo.InvariantCulture, $"{named} +{users.Length - MostNamed}");
        }
    }

    /// <summary>Whether any cell has the text, whatever the case.</summary>
    public bool Matches(string text) =>
        text.Length == 0 || Has(Id, text) || Has(Kind, text) || Has(Name, text) || Ends.Any(end => Has(ObjectFacts.NameOf(end.Process), text));

    /// <summary>For <c>--json</c>.</summary>
    public Fact[] Facts =>
    [
        new("id", Id), new("kind", Kind), new("name", Object.Name), new("depth", Depth?.Value), new("capacity", Depth?.Capacity), new("unit", Depth?.Unit),
        new("rate", PerSecond), new("moves", Moves), new("waiting", Waiting), new("processes", Users.Select(static one => one.Id).ToArray()),
    ];

    private static bool Has(string cell, string text) => cell.Contains(text, StringComparison.OrdinalIgnoreCase);
}
