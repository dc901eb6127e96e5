using System.Globalization;
using System.Xml.Linq;
using Causeway.Cli.Output;
using Causeway.Inspection.Tests;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>The SVG that <c>causeway graph</c> draws.</summary>
public sealed class GraphDrawingTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Svg_HostileNames_AreTextAndNothingElse()
    {
        using DrawnChain chain = new();
        XDocument drawing = XDocument.Parse(chain.Draw("svg"));
        Assert.Equal(["defs", "g", "marker", "path", "rect", "style", "svg", "text", "title"], drawing.Descendants().Select(static one => one.Name.LocalName).Distinct().Order(StringComparer.Ordinal));
        string name = PrintableText.Of($"fifo {chain.Fifo}");
        Assert.Single(drawing.Descendants(s_svg + "g"), one => one.Element(s_svg + "title")!.Value.EndsWith("\n" + name, StringComparison.Ordinal));
        Assert.Single(drawing.Descendants(s_svg + "text"), one => one.Value == PrintableText.Of($"c\"<&\\]\u001b[2J({chain.ReaderId})"));
    }

    [Fact]
    public void Svg_Arrows_PointTheWayOfWhatIsSent()
    {
        using DrawnChain chain = new();
        XDocument drawing = XDocument.Parse(chain.Draw("svg"));
        Place fifo = PlaceOf(drawing, title => title.EndsWith("\n" + PrintableText.Of($"fifo {chain.Fifo}"), StringComparison.Ordinal));
        Place writer = PlaceOf(drawing, title => title == $"cat({chain.WriterId})");
        Place reader = PlaceOf(drawing, title => title.EndsWith($"({chain.ReaderId})", StringComparison.Ordinal) && !title.Contains('\n'));
        Assert.True(HasArrow(drawing, writer, fifo) && !HasArrow(drawing, fifo, writer));
        Assert.True(HasArrow(drawing, fifo, reader) && !HasArrow(drawing, reader, fifo));
    }

    [Fact]
    public void Svg_Boxes_DoNotOverlapAndHoldTheirText()
    {
        using DrawnChain chain = new();
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        XDocument drawing = XDocument.Parse(Look.Text("graph", "--format", "svg", "--all"));
        Place[] places = [.. drawing.Descendants(s_svg + "g").Select(static one => Place.Of(one.Element(s_svg + "rect")!))];
        Assert.True(places.Length > 10);
        for (int one = 0; one < places.Length; one++)
            Assert.DoesNotContain(places[(one + 1)..], other => places[one].Overlaps(other));
        Assert.All(drawing.Descendants(s_svg + "g"), static one => Assert.All(one.Elements(s_svg + "text"), text => Assert.True(Place.Of(one.Element(s_svg + "rect")!).Holds(Number(text, "x"), Number(text, "y")))));
        Place all = Place.Of(drawing.Root!.Element(s_svg + "rect")!);
        Assert.All(places, place => Assert.True(all.Holds(place.X, place.Y) && all.Holds(place.X + place.Width, place.Y + place.Height)));
    }

    [Fact]
    public void Svg_Lines_GoThroughNoBox()
    {
        using DrawnChain chain = new();
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        XDocument drawing = XDocument.Parse(Look.Text("graph", "--format", "svg"));
        Place[] places = [.. drawing.Descendants(s_svg + "g").Select(static one => Place.Of(one.Element(s_svg + "rect")!))];
        foreach (XElement line in drawing.Descendants(s_svg + "path").Where(static one => one.Attribute("class")!.Value.StartsWith("line", StringComparison.Ordinal)))
            Assert.All(PointsOf(line.Attribute("d")!.Value), point => Assert.DoesNotContain(places, place => place.HasWithin(point.X, point.Y)));
    }

    [RenderFact]
    public void Svg_Renders()
    {
        using DrawnChain chain = new();
        using TestDirectory directory = new();
        string svg = Path.Combine(directory.Root, "graph.svg");
        File.WriteAllText(svg, chain.Draw("svg"));
        ShellCommand.Run(RenderFactAttribute.Program, [svg, "-o", svg + ".png"]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(svg + ".png")[..4]);
    }

    private static Place PlaceOf(XDocument drawing, Func<string, bool> isTitle) =>
        Place.Of(Assert.Single(drawing.Descendants(s_svg + "g"), one => isTitle(one.Element(s_svg + "title")!.Value)).Element(s_svg + "rect")!);

    /// <summary>Whether a line between the two has its head at the second.</summary>
    private static bool HasArrow(XDocument drawing, Place from, Place to) => drawing.Descendants(s_svg + "path").Any(line =>
    {
        string[] points = line.Attribute("d")!.Value.Split(' ');
        if (line.Attribute("class")?.Value.StartsWith("line", StringComparison.Ordinal) != true)
            return false;
        return (IsAt(points[0][1..], from) && IsAt(points[^1], to) && line.Attribute("marker-end") is not null)
            || (IsAt(points[0][1..], to) && IsAt(points[^1], from) && line.Attribute("marker-start") is not null);
    });

    private static bool IsAt(string point, Place place)
    {
        double[] numbers = [.. point.Split(',').Select(static one => double.Parse(one, CultureInfo.InvariantCulture))];
        return place.Holds(numbers[0], numbers[1]);
    }

    /// <summary>Points of a line: from its beginning straight to the column's end, then along the curve.</summary>
    private static IEnumerable<(double X, double Y)> PointsOf(string line)
    {
        const int Steps = 20;
        double[] n = [.. line.Split([' ', ',', 'M', 'H', 'C'], StringSplitOptions.RemoveEmptyEntries).Select(static one => double.Parse(one, CultureInfo.InvariantCulture))];
        for (int step = 0; step <= Steps; step++)
        {
            double t = (double)step / Steps;
            double u = 1 - t;
            yield return (n[0] * u + n[2] * t, n[1]);
            yield return (Curve(n[2], n[3], n[5], n[7]), Curve(n[1], n[4], n[6], n[8]));

            double Curve(double from, double first, double second, double to) => u * u * u * from + 3 * u * u * t * first + 3 * u * t * t * second + t * t * t * to;
        }
    }

    private static double Number(XElement one, string name) => double.Parse(one.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private readonly record struct Place(double X, double Y, double Width, double Height)
    {
        private const double Rounding = 0.2;

        public static Place Of(XElement one) => new(Number(one, "x"), Number(one, "y"), Number(one, "width"), Number(one, "height"));

        public bool Overlaps(Place other) => X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;

        /// <summary>Not at its border.</summary>
        public bool HasWithin(double x, double y) => x > X + Rounding && x < X + Width - Rounding && y > Y + Rounding && y < Y + Height - Rounding;

        public bool Holds(double x, double y) => x >= X - Rounding && x <= X + Width + Rounding && y >= Y - Rounding && y <= Y + Height + Rounding;
    }
}
