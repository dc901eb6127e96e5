using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>The graph for Graphviz.</summary>
internal static class DotText
{
    public static void Write(TextWriter writer, ChannelGraph graph)
    {
        writer.Write("digraph causeway {\n  rankdir=LR;\n  node [fontname=\"monospace\", fontsize=10];\n  edge [fontname=\"monospace\", fontsize=8];\n");
        foreach (InspectedProcess process in graph.Processes)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"  p{process.Id} [shape=box, style=filled, label={Quoted(TreeText.NameOf(process))}];\n"));
        for (int index = 0; index < graph.Channels.Count; index++)
            Write(writer, graph.Channels[index], index);
        writer.Write("}\n");
    }

    /// <summary>Text as a label shows it; in labels a backslash and an ampersand begin something.</summary>
    internal static string Quoted(params string?[] lines) => '"' + string.Join("\\n", lines.OfType<string>().Select(static line => line
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal))) + '"';

    private static void Write(TextWriter writer, Channel channel, int index)
    {
        writer.Write(string.Create(CultureInfo.InvariantCulture,
            $"  c{index} [shape=box, style=rounded, label={Quoted(channel.Title, channel.Detail)}, tooltip={Quoted(channel.Id)}];\n"));
        foreach (ChannelLink link in channel.Links)
        {
            (string direction, bool fromProcess) = (link.Writes, link.Reads) switch
            {
                (true, true) => ("both", true),
                (true, false) => ("forward", true),
                (false, true) => ("forward", false),
                _ => ("none", true),
            };
            string process = string.Create(CultureInfo.InvariantCulture, $"p{link.Process.Id}");
            string node = string.Create(CultureInfo.InvariantCulture, $"c{index}");
            writer.Write($"  {(fromProcess ? process : node)} -> {(fromProcess ? node : process)} [dir={direction}{(link.IsUse ? "" : ", style=dashed")}, label={Quoted(link.Words)}];\n");
        }
    }
}
