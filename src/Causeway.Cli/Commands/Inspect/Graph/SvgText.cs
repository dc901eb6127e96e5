using System.Globalization;
using System.Xml;

namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>The graph as a drawing for browsers, on light and on dark ground.</summary>
internal static class SvgText
{
    private const double Border = 20;

    private const string Style =
        """

        text { font: 12px ui-monospace, 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace; fill: #1c2430; }
        .detail { fill: #5b6675; }
        .ground { fill: #ffffff; }
        .process { fill: #e3ebf7; stroke: #5277b3; }
        .channel { fill: #fbfbfc; stroke: #8a94a3; }
        .pipe { stroke: #2f8f5b; } .socket { stroke: #8a4fbf; } .memory { stroke: #c2701c; } .queue { stroke: #b8352f; } .sync { stroke: #17879a; }
        .line { fill: none; stroke: #7a8594; stroke-width: 1.2; }
        .remembered { stroke-dasharray: 4 4; }
        .head { fill: #7a8594; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e4e8ee; }
          .detail { fill: #9aa5b4; }
          .ground { fill: #14181f; }
          .process { fill: #22304a; stroke: #7ea2dd; }
          .channel { fill: #1b2029; stroke: #8a94a3; }
          .pipe { stroke: #4fc487; } .socket { stroke: #bb8be6; } .memory { stroke: #e8a055; } .queue { stroke: #ee7670; } .sync { stroke: #4fbfd2; }
          .line { stroke: #8792a1; }
          .head { fill: #8792a1; }
        }

        """;

    public static void Write(TextWriter output, ChannelGraph graph)
    {
        (GraphBox[] processes, GraphBox[] channels) = BoxesOf(graph);
        (double width, double height) = LayeredLayout.Arrange([.. processes, .. channels]);
        using XmlWriter writer = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n", CloseOutput = false });
        writer.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        WriteNumbers(writer, ("width", width + 2 * Border), ("height", height + 2 * Border));
        writer.WriteAttributeString("viewBox", Text($"{-Border:0.#} {-Border:0.#} {width + 2 * Border:0.#} {height + 2 * Border:0.#}"));
        writer.WriteElementString("title", "Who talks to whom");
        writer.WriteElementString("style", Style);
        WriteHead(writer);
        WriteRectangle(writer, "ground", (-Border, -Border, width + 2 * Border, height + 2 * Border), round: 0);
        for (int index = 0; index < channels.Length; index++)
        {
            foreach (ChannelLink link in graph.Channels[index].Links)
                WriteLine(writer, processes[IndexOf(graph, link)], channels[index], link);
        }

        for (int index = 0; index < processes.Length; index++)
            WriteBox(writer, processes[index], "process", TreeText.NameOf(graph.Processes[index]));
        for (int index = 0; index < channels.Length; index++)
            WriteBox(writer, channels[index], $"channel {ClassOf(graph.Channels[index].Main.Kind)}", string.Join(' ', graph.Channels[index].Objects.Select(ObjectFacts.IdOf)) + "\n" + graph.Channels[index].Title);
        writer.WriteEndElement();
        writer.Flush();
        output.Write('\n');
    }

    private static (GraphBox[] Processes, GraphBox[] Channels) BoxesOf(ChannelGraph graph)
    {
        GraphBox[] processes = [.. graph.Processes.Select(static process => new GraphBox([TreeText.NameOf(process)], isProcess: true))];
        GraphBox[] channels = [.. graph.Channels.Select(static channel => new GraphBox([channel.Title, .. channel.Detail is { } detail ? [detail] : Array.Empty<string>()], isProcess: false))];
        for (int index = 0; index < channels.Length; index++)
        {
            foreach (ChannelLink link in graph.Channels[index].Links)
            {
                GraphBox process = processes[IndexOf(graph, link)];
                process.Neighbours.Add(channels[index]);
                channels[index].Neighbours.Add(process);
                process.OnlySends &= link.Writes && !link.Reads;
            }
        }

        return (processes, channels);
    }

    private static int IndexOf(ChannelGraph graph, ChannelLink link)
    {
        int low = 0;
        for (int high = graph.Processes.Count - 1; low < high;)
        {
            int middle = (low + high) / 2;
            if (graph.Processes[middle].Id < link.Process.Id)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static string ClassOf(IpcKind kind) => kind switch
    {
        IpcKind.Pipe or IpcKind.Fifo => "pipe",
        IpcKind.Socket => "socket",
        IpcKind.SysVQueue or IpcKind.PosixQueue => "queue",
        IpcKind.SysVSegment or IpcKind.PosixMemory or IpcKind.MemoryFile or IpcKind.AnonymousMemory or IpcKind.MappedFile or IpcKind.Domain or IpcKind.Connection => "memory",
        _ => "sync",
    };

    /// <summary>An arrowhead that both ends of a line share.</summary>
    private static void WriteHead(XmlWriter writer)
    {
        writer.WriteStartElement("defs");
        writer.WriteStartElement("marker");
        foreach ((string name, string value) in new[] { ("id", "head"), ("viewBox", "0 0 8 8"), ("refX", "7.5"), ("refY", "4"), ("markerWidth", "8"), ("markerHeight", "8"), ("orient", "auto-start-reverse"), ("markerUnits", "userSpaceOnUse") })
            writer.WriteAttributeString(name, value);
        writer.WriteStartElement("path");
        writer.WriteAttributeString("class", "head");
        writer.WriteAttributeString("d", "M0,0.8 L8,4 L0,7.2 z");
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteLine(XmlWriter writer, GraphBox process, GraphBox channel, ChannelLink link)
    {
        bool toRight = process.X < channel.X;
        (GraphBox left, GraphBox right) = toRight ? (process, channel) : (channel, process);
        double from = left.X + left.Width;
        double straight = left.ColumnEnd;
        double bend = (right.X - straight) / 2;
        writer.WriteStartElement("path");
        writer.WriteAttributeString("class", link.IsUse ? "line" : "line remembered");
        writer.WriteAttributeString("d", Text($"M{from:0.#},{left.Middle:0.#} H{straight:0.#} C{straight + bend:0.#},{left.Middle:0.#} {right.X - bend:0.#},{right.Middle:0.#} {right.X:0.#},{right.Middle:0.#}"));
        if (toRight ? link.Reads : link.Writes)
            writer.WriteAttributeString("marker-start", "url(#head)");
        if (toRight ? link.Writes : link.Reads)
            writer.WriteAttributeString("marker-end", "url(#head)");
        writer.WriteElementString("title", link.Words.Length > 0 ? $"{TreeText.NameOf(link.Process)}: {link.Words}" : TreeText.NameOf(link.Process));
        writer.WriteEndElement();
    }

    private static void WriteBox(XmlWriter writer, GraphBox box, string style, string title)
    {
        writer.WriteStartElement("g");
        writer.WriteElementString("title", title);
        WriteRectangle(writer, style, (box.X, box.Y, box.Width, box.Height), round: box.IsProcess ? 2 : 10);
        for (int line = 0; line < box.Lines.Count; line++)
        {
            writer.WriteStartElement("text");
            WriteNumbers(writer, ("x", box.X + 10), ("y", box.Baseline(line)));
            if (line > 0)
                writer.WriteAttributeString("class", "detail");
            writer.WriteString(box.Lines[line]);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteRectangle(XmlWriter writer, string style, (double X, double Y, double Width, double Height) place, double round)
    {
        writer.WriteStartElement("rect");
        writer.WriteAttributeString("class", style);
        WriteNumbers(writer, ("x", place.X), ("y", place.Y), ("width", place.Width), ("height", place.Height), ("rx", round));
        writer.WriteEndElement();
    }

    private static void WriteNumbers(XmlWriter writer, params ReadOnlySpan<(string Name, double Value)> attributes)
    {
        foreach ((string name, double value) in attributes)
            writer.WriteAttributeString(name, Text($"{value:0.#}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
