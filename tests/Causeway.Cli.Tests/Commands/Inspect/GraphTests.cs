using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Causeway.Cli.Output;
using Causeway.Inspection.Tests;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed partial class GraphTests
{
    [Fact]
    public void Graph_Json_HasWriterAndReader()
    {
        using DrawnChain chain = new();
        JsonElement graph = Assert.Single(Look.Objects(chain.Draw("json")));
        string id = Assert.Single(graph.GetProperty("objects").EnumerateArray(), one => one.String("name") == chain.Fifo).String("id")!;
        JsonElement[] ends = [.. graph.GetProperty("ends").EnumerateArray().Where(end => end.String("id") == id)];
        Assert.Equal([(chain.WriterId, "write"), (chain.ReaderId, "read")], ends.Select(static end => ((int)end.Number("pid"), end.String("access"))).Order(Comparer<(int, string?)>.Create((left, _) => left.Item1 == chain.WriterId ? -1 : 1)));
        Assert.Contains(graph.GetProperty("processes").EnumerateArray(), process => process.Number("pid") == chain.ReaderId && process.String("command") == "c\"<&\\]\u001b[2J");
    }

    [Fact]
    public void Graph_Tree_ShowsTheWayOfWhatIsSent()
    {
        using DrawnChain chain = new();
        string text = chain.Draw("tree");
        AssertPrintable(text);
        string[] lines = text.Split('\n');
        string channel = PrintableText.Of(chain.Fifo);
        int writer = Array.IndexOf(lines, $"cat({chain.WriterId})");
        int line = Array.FindIndex(lines, writer, one => one.Contains(channel, StringComparison.Ordinal));
        Assert.Matches("^[├└]─  -> fifo:", lines[line]);
        Assert.Matches($@"^.     └─  -> .*\({chain.ReaderId}\)  \(fd 0\)$", lines[line + 1]);
        int reader = Array.FindIndex(lines, one => one.EndsWith($"({chain.ReaderId})", StringComparison.Ordinal) && !one.Contains('─', StringComparison.Ordinal));
        line = Array.FindIndex(lines, reader, one => one.Contains(channel, StringComparison.Ordinal));
        Assert.Matches("^[├└]─ <-  fifo:", lines[line]);
        Assert.Matches($@"^.     └─ <-  cat\({chain.WriterId}\)", lines[line + 1]);
    }

    [Fact]
    public void Graph_Dot_ReadsBack()
    {
        using DrawnChain chain = new();
        string text = chain.Draw("dot");
        AssertPrintable(text);
        Dictionary<string, string> labels = [];
        List<string> edges = [];
        foreach (string statement in DotStatements(text))
        {
            Match node = DotNode().Match(statement);
            Match edge = DotEdge().Match(statement);
            Assert.True(node.Success || edge.Success, statement);
            if (node.Success)
                labels.Add(node.Groups["id"].Value, DotEscape().Replace(node.Groups["label"].Value, "$1").Replace("&amp;", "&", StringComparison.Ordinal));
            else
                edges.Add($"{edge.Groups["from"]} -> {edge.Groups["to"]} {edge.Groups["dir"]}");
        }

        string channel = labels.Single(one => one.Value.Contains(PrintableText.Of($"fifo {chain.Fifo}"), StringComparison.Ordinal)).Key;
        Assert.Equal([$"p{chain.WriterId} -> {channel} forward", $"{channel} -> p{chain.ReaderId} forward"], edges.Where(one => one.Contains($"{channel} ", StringComparison.Ordinal)).OrderBy(static one => one[0] == 'c'));
        Assert.Equal(PrintableText.Of($"c\"<&\\]\u001b[2J({chain.ReaderId})"), labels[$"p{chain.ReaderId}"]);
    }

    [Fact]
    public void Graph_Mermaid_ReadsBack()
    {
        using DrawnChain chain = new();
        string text = chain.Draw("mermaid");
        AssertPrintable(text);
        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal("flowchart LR", lines[0]);
        Assert.All(lines[1..], line => Assert.Matches(MermaidLine(), line));
        string name = PrintableText.Of($"fifo {chain.Fifo}");
        string node = Assert.Single(lines, line => line.Contains("([\"", StringComparison.Ordinal) && MermaidText(line).Contains(name, StringComparison.Ordinal));
        string channel = node.Trim().Split('(')[0];
        Assert.Contains($"  p{chain.WriterId} --> {channel}", lines);
        Assert.Contains($"  {channel} --> p{chain.ReaderId}", lines);
    }

    [Fact]
    public void Graph_TwoLooks_AreTheSame()
    {
        using DrawnChain chain = new();
        Assert.Equal(chain.Draw("svg"), chain.Draw("svg"));
        Assert.Equal(chain.Draw("dot"), chain.Draw("dot"));
    }

    [Fact]
    public void Graph_WhatOneProcessAloneHas_OnlyWithAll()
    {
        using DrawnChain chain = new();
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string pid = zoo.ProcessId.ToString(CultureInfo.InvariantCulture);
        Assert.DoesNotContain(" epoll:[", Look.Text("graph", "--pid", pid));
        Assert.Contains($" epoll:[{pid}/", Look.Text("graph", "--pid", pid, "--all"));
        string all = Look.Text("graph");
        Assert.All([chain.WriterId, chain.ReaderId, zoo.ProcessId, zoo.ChildId], id => Assert.Contains($"({id})\n", all));
    }

    [Fact]
    public void Graph_SystemVSegment_IsBetweenThoseThatHaveItAttached()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string text = Look.Text("graph", "--pid", zoo.ProcessId.ToString(CultureInfo.InvariantCulture), "--pid", zoo.ChildId.ToString(CultureInfo.InvariantCulture));
        string[] lines = text.Split('\n');
        int segment = Array.FindIndex(lines, line => line.Contains($" shm:{zoo["shm"][0]} ", StringComparison.Ordinal));
        Assert.Matches(@"^.─ <-> .*\(attached", lines[segment]);
        Assert.Matches($@"─ <-> zoo\({zoo.ChildId}\)  \(attached", lines[segment + 1]);
    }

    [Fact]
    public void Graph_WrongArguments_AreRefused()
    {
        Look.Refused(Shell.Causeway("graph", "--format", "png"), 2, "there is no format 'png'");
        Look.Refused(Shell.Causeway("graph", "--pid", "4194999"), 1, "no such process: 4194999");
    }

    private static void AssertPrintable(string text) => Assert.DoesNotContain(text, static one => (char.IsControl(one) && one != '\n') || one == '\u202e');

    /// <summary>The statements of a graph, as Graphviz splits them: a semicolon within quotes ends nothing.</summary>
    private static IEnumerable<string> DotStatements(string text)
    {
        const string Head = "digraph causeway {\n";
        Assert.StartsWith(Head, text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        StringBuilder statement = new();
        bool quoted = false;
        string body = text[Head.Length..^2];
        for (int index = 0; index < body.Length; index++)
        {
            if (quoted && body[index] == '\\')
                statement.Append(body[index++]);
            else if (body[index] == '"')
                quoted = !quoted;
            if (body[index] != ';' || quoted)
            {
                statement.Append(body[index]);
                continue;
            }

            if (statement.ToString().Trim() is var whole && !whole.StartsWith("rankdir=", StringComparison.Ordinal) && !whole.StartsWith("node ", StringComparison.Ordinal) && !whole.StartsWith("edge ", StringComparison.Ordinal))
                yield return whole;
            statement.Clear();
        }

        Assert.Equal("", statement.ToString().Trim());
    }

    private static string MermaidText(string line) => MermaidNumber().Replace(line, static match => new Rune(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("""^(?<id>[pc]\d+) \[shape=box, style=\w+, label="(?<label>(?:[^"\\]|\\["\\n])*)"(?:, tooltip="(?:[^"\\]|\\.)*")?\]$""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DotNode();

    [GeneratedRegex("""^(?<from>[pc]\d+) -> (?<to>[pc]\d+) \[dir=(?<dir>both|forward|none)(?:, style=dashed)?, label="(?:[^"\\]|\\.)*"\]$""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DotEdge();

    [GeneratedRegex("""\\(?<character>["\\])""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DotEscape();

    [GeneratedRegex("""^  (?:p\d+\["[^"`<>;]*(?:#\d+;[^"`<>;]*)*"\]|c\d+\(\["[^"`;]*(?:#\d+;[^"`;]*)*"\]\)|[pc]\d+ (?:<-->|-->|---|<-\.->|-\.->|-\.-) [pc]\d+)$""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MermaidLine();

    [GeneratedRegex(@"#(?<number>\d+);", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MermaidNumber();
}
