using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>The graph as one JSON object; sockets that are connected are two objects in it that name each other.</summary>
internal static class GraphJson
{
    public static void Write(Stream output, InspectionSnapshot snapshot, ChannelGraph graph)
    {
        HashSet<int> pids = [.. graph.Processes.Select(static process => process.Id)];
        IpcObject[] objects = [.. graph.Channels.SelectMany(static channel => channel.Objects).OrderBy(static one => one.Id)];
        ObjectDescription.WriteObject(output,
        [
            new("processes", graph.Processes.Select(static process => new Fact[] { new("pid", process.Id), new("parent", process.ParentId), new("user", process.UserId), new("command", process.Command) }).ToArray()),
            new("objects", objects.Select(ObjectFacts.OfObject).ToArray()),
            new("ends", objects.SelectMany(one => snapshot.EndsOf(one)).Where(end => pids.Contains(end.Process.Id))
                .Select(static end => (Fact[])[new("id", ObjectFacts.IdOf(end.Object)), .. ObjectFacts.OfEnd(end)]).ToArray()),
        ]);
    }
}
