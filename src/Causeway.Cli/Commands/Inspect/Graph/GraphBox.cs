using System.Text;

namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>A process or a channel in a drawing.</summary>
/// <param name="lines">What is written in it.</param>
/// <param name="isProcess">Which of both it is.</param>
internal sealed class GraphBox(IReadOnlyList<string> lines, bool isProcess)
{
    public const double LineHeight = 15;

    private const double Padding = 7;
    private const double Margin = 10;

    /// <summary>Of a letter of the fixed-width font at 12 pixels; a little more than most fonts take.</summary>
    private const double LetterWidth = 7.25;

    /// <summary>What is wider than a Latin letter in fixed-width fonts begins here: Hangul, CJK, emoji.</summary>
    private const int FirstWide = 0x1100;

    private const int MostLetters = 44;

    /// <summary>No line is longer than fits.</summary>
    public IReadOnlyList<string> Lines { get; } = [.. lines.Select(Shorten)];

    public bool IsProcess => isProcess;

    /// <summary>Whether nothing comes to it from any of its neighbours.</summary>
    public bool OnlySends { get; set; } = true;

    public List<GraphBox> Neighbours { get; } = [];

    public double X { get; set; }

    public double Y { get; set; }

    /// <summary>Where the widest box of its column ends: up to there a line goes straight, or it would go through that one.</summary>
    public double ColumnEnd { get; set; }

    public double Width => Lines.Max(WidthOf) + 2 * Margin;

    public double Height => Lines.Count * LineHeight + 2 * Padding;

    public double Middle => Y + Height / 2;

    /// <summary>Where a line of text stands.</summary>
    public double Baseline(int line) => Y + Padding + LineHeight * line + 11;

    private static double WidthOf(string line) => line.EnumerateRunes().Sum(static one => one.Value >= FirstWide ? 2 : 1) * LetterWidth;

    /// <summary>The end of a path tells more than its beginning, but both tell something.</summary>
    private static string Shorten(string line)
    {
        Rune[] all = [.. line.EnumerateRunes()];
        return all.Length <= MostLetters ? line : $"{string.Concat(all.Take(MostLetters / 3))}…{string.Concat(all.Skip(all.Length - (MostLetters - MostLetters / 3 - 1)))}";
    }
}
