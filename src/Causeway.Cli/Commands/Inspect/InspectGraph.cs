using Causeway.Cli.Commands.Inspect.Graph;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway graph</c>.</summary>
internal static class InspectGraph
{
    private static readonly string[] s_formats = ["tree", "dot", "mermaid", "svg", "json"];

    private static readonly VerbOption s_pid = new("--pid", "PID", "only what this process has, and who else has it; may be given several times") { Repeats = true };
    private static readonly VerbOption s_format = new("--format", "FORMAT", $"one of {string.Join(' ', s_formats)}; tree unless given");
    private static readonly VerbOption s_all = new("--all", Value: null, "what one process alone has, files that all only read, and causeway itself, too");

    private static readonly Verb s_verb = new("", [], "Shows who talks to whom, over everything: process, object, process.", [s_pid, s_format, s_all], Run);

    public static readonly VerbGroup Group = new("graph", "who talks to whom, over everything", [s_verb],
        """
        tree is for reading: below each process its channels, below each channel the others that have it; arrows are the way that what is
        sent takes. svg is a drawing that any browser shows; dot is for Graphviz, mermaid for documents. Sockets that are connected are one
        channel. Dashed lines: the object only remembers the process (System V: who created it, who sent or used it last).
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        string format = arguments.Text(s_format) ?? s_formats[0];
        if (!s_formats.Contains(format))
            throw new UsageException($"there is no format '{format}', only {string.Join(' ', s_formats)}");
        int[] pids = [.. arguments.Texts(s_pid).Select(ProcessOperand.Parse)];
        StandardDescriptor.CheckOutput();
        InspectionSnapshot snapshot = Inventory.Take(IpcKinds.All).Snapshot;
        foreach (int pid in pids)
            ProcessOperand.Find(snapshot, pid);
        bool all = arguments.Has(s_all);
        int ignored = all || pids.Contains(Environment.ProcessId) ? 0 : Environment.ProcessId;
        Write(format, snapshot, ChannelGraph.Of(snapshot, pids, ignored, all));
        BlindSpotLines.Write(snapshot);
        return 0;
    }

    private static void Write(string format, InspectionSnapshot snapshot, ChannelGraph graph)
    {
        using Stream output = Console.OpenStandardOutput();
        using BufferedStream buffered = new(output, 1 << 16);
        if (format == "json")
        {
            GraphJson.Write(buffered, snapshot, graph);
            return;
        }

        using StreamWriter writer = new(buffered);
        switch (format)
        {
            case "dot":
                DotText.Write(writer, graph);
                break;
            case "mermaid":
                MermaidText.Write(writer, graph);
                break;
            case "svg":
                SvgText.Write(writer, graph);
                break;
            default:
                TreeText.Write(writer, graph);
                break;
        }
    }
}
