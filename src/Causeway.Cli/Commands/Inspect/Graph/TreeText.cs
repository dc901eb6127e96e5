using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>The graph for a shell: each process, below it its channels, below each of these the others that have it.</summary>
internal static class TreeText
{
    public static void Write(TextWriter writer, ChannelGraph graph)
    {
        ILookup<int, Channel> byProcess = graph.Channels.SelectMany(static channel => channel.Links, static (channel, link) => (channel, link))
            .ToLookup(static pair => pair.link.Process.Id, static pair => pair.channel);
        foreach (InspectedProcess process in graph.Processes)
        {
            writer.Write($"{NameOf(process)}\n");
            Channel[] channels = [.. byProcess[process.Id]];
            for (int index = 0; index < channels.Length; index++)
                Write(writer, process, channels[index], isLast: index == channels.Length - 1);
        }
    }

    public static string NameOf(InspectedProcess process) => PrintableText.Of(ObjectFacts.NameOf(process));

    private static void Write(TextWriter writer, InspectedProcess process, Channel channel, bool isLast)
    {
        ChannelLink own = channel.Links.First(link => link.Process.Id == process.Id);
        string name = channel.Main.Name is { } text ? "  " + PrintableText.Of(text) : "";
        string detail = channel.Detail is { } said ? $"  {said}" : "";
        writer.Write($"{(isLast ? '└' : '├')}─ {Arrow(own.Writes, own.Reads)} {channel.Id}{name}{detail}{Words(own)}\n");
        ChannelLink[] others = [.. channel.Links.Where(link => link.Process.Id != process.Id)];
        for (int index = 0; index < others.Length; index++)
        {
            char corner = index == others.Length - 1 ? '└' : '├';
            writer.Write($"{(isLast ? ' ' : '│')}     {corner}─ {Arrow(others[index].Reads, others[index].Writes)} {NameOf(others[index].Process)}{Words(others[index])}\n");
        }
    }

    /// <summary>The way that what is sent takes, from the upper line to the lower one.</summary>
    private static string Arrow(bool down, bool up) => (down, up) switch
    {
        (true, true) => "<->",
        (true, false) => " ->",
        (false, true) => "<- ",
        _ => " - ",
    };

    private static string Words(ChannelLink link) => link.Words.Length == 0 ? "" : $"  ({link.Words})";
}
