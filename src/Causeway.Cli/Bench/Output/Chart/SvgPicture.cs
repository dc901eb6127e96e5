using System.Globalization;
using System.Xml;

namespace Causeway.Cli.Bench.Output.Chart;

/// <summary>Writes the few shapes of a chart as SVG.</summary>
internal sealed class SvgPicture : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private readonly XmlWriter _xml;

    /// <summary>Begins a picture on a white ground.</summary>
    public SvgPicture(string path, double width, double height)
    {
        _xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true });
        _xml.WriteStartElement("svg", Namespace);
        Attribute("width", width);
        Attribute("height", height);
        Attribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
        Attribute("font-family", "system-ui, sans-serif");
        Shape("rect", ("width", width), ("height", height), ("fill", "white"));
    }

    /// <summary>A line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string colour) =>
        Shape("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("stroke", colour));

    /// <summary>A dot, or a ring where it is not filled.</summary>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="colour">Of the dot or the ring.</param>
    /// <param name="filled">Which of them.</param>
    /// <param name="title">What a pointer that rests on it is told.</param>
    public void Dot(double x, double y, string colour, bool filled, string title)
    {
        Begin("circle", ("cx", x), ("cy", y), ("r", 4), ("fill", filled ? colour : "none"), ("stroke", colour), ("stroke-width", 1.5));
        _xml.WriteElementString("title", Namespace, title);
        _xml.WriteEndElement();
    }

    /// <summary>Text on a base line.</summary>
    /// <param name="x">Where it is anchored.</param>
    /// <param name="y">The base line.</param>
    /// <param name="text">What it says.</param>
    /// <param name="size">In pixels.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="colour">Of the letters.</param>
    public void Text(double x, double y, string text, double size = 12, string anchor = "start", string colour = "#222")
    {
        Begin("text", ("x", x), ("y", y), ("font-size", size), ("text-anchor", anchor), ("fill", colour));
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    /// <summary>Ends the picture.</summary>
    public void Dispose()
    {
        _xml.WriteEndDocument();
        _xml.Dispose();
    }

    private void Shape(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Begin(name, attributes);
        _xml.WriteEndElement();
    }

    private void Begin(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        foreach ((string attribute, object value) in attributes)
            Attribute(attribute, value);
    }

    private void Attribute(string name, object value) => _xml.WriteAttributeString(name, value switch
    {
        double number => number.ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    });
}
