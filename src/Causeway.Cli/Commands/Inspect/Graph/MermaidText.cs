using System.Globalization;
using System.Text;

namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>The graph for Mermaid, which documents on the web show as a drawing.</summary>
internal static class MermaidText
{
    public static void Write(TextWriter writer, ChannelGraph graph)
    {
        writer.Write("flowchart LR\n");
        foreach (InspectedProcess process in graph.Processes)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"  p{process.Id}[{Quoted(TreeText.NameOf(process))}]\n"));
        for (int index = 0; index < graph.Channels.Count; index++)
        {
            Channel channel = graph.Channels[index];
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"  c{index}([{Quoted(channel.Title, channel.Detail)}])\n"));
            foreach (ChannelLink link in channel.Links)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"  {Edge(link, index)}\n"));
        }
    }

    private static string Edge(ChannelLink link, int index)
    {
        string line = link.IsUse ? "--" : "-.-";
        string process = string.Create(CultureInfo.InvariantCulture, $"p{link.Process.Id}");
        string channel = string.Create(CultureInfo.InvariantCulture, $"c{index}");
        return (link.Writes, link.Reads) switch
        {
            (true, true) => $"{process} <{line}> {channel}",
            (true, false) => $"{process} {line}> {channel}",
            (false, true) => $"{channel} {line}> {process}",
            _ => $"{process} {(link.IsUse ? "---" : line)} {channel}",
        };
    }

    /// <summary>Text as a node shows it: whatever might begin something stands as a number.</summary>
    internal static string Quoted(params string?[] lines) => '"' + string.Join("<br/>", lines.OfType<string>().Select(Escape)) + '"';

    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune one in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(one) || " ._-/:()[]@,+=".Contains((char)one.Value, StringComparison.Ordinal) && one.IsBmp)
                escaped.Append(one);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"#{one.Value};");
        }

        return escaped.ToString();
    }
}
