using System.Text.RegularExpressions;
using Causeway.Samples;

namespace Causeway.Cli.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void CodeBlocks_OfReadmeAndDocs_AreTheSamplesText()
    {
        string samples = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories).Select(path => Unindented(File.ReadLines(path))));
        Assert.NotEmpty(Blocks(Path.Combine(Repository.Root, "README.md")));
        foreach (string page in Pages())
            Assert.All(Blocks(page), block => Assert.True(samples.Contains(Unindented(block.Split('\n')), StringComparison.Ordinal), $"{page}: no sample has this:\n{block}"));
    }

    [Fact]
    public void Links_OfReadmeAndDocs_LeadSomewhere()
    {
        foreach (string page in Pages())
        {
            string[] targets = [.. LocalLink().Matches(File.ReadAllText(page)).Select(match => match.Groups["file"].Value)];
            Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)), $"{page}: {target} is not there"));
        }
    }

    [Fact]
    public async Task Examples_Run_AndDoWhatTheySay()
    {
        string name = $"/causeway-examples-{Environment.ProcessId}";
        string path = Path.Combine(Path.GetTempPath(), $"causeway-examples-{Environment.ProcessId}");
        Assert.Equal(0, Examples.GiveAPipeToAChild());
        Assert.Contains(":", Examples.ReadACommand());
        Assert.Equal(8, await Examples.UseAQueueAsync(name));
        Assert.Equal(1, Examples.ShareMemory(name));
        Assert.Equal($"{Environment.ProcessId}: hello", await Examples.TalkOverASocketAsync(path));
        Assert.True(Examples.EndAWaitByAToken(SysVKey.FromPath(typeof(DocumentationTests).Assembly.Location, 7)));
        Assert.Equal(["work"], await HoldALockAsync());
    }

    private static async Task<List<string>> HoldALockAsync()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("causeway-examples-");
        List<string> done = [];
        try
        {
            await Examples.HoldALockAsync(Domain.Open(directory.FullName), () => DoAsync("repair"), () => DoAsync("work"));
            return done;
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        Task DoAsync(string what)
        {
            done.Add(what);
            return Task.CompletedTask;
        }
    }

    /// <summary>A link's file, without its anchor; not a place on the web, nor on the page itself.</summary>
    [GeneratedRegex(@"\]\((?!https?:|#)(?<file>[^)#]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LocalLink();

    private static IEnumerable<string> Pages() =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.md"), .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "bench"), "*.md"), .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")];

    private static IEnumerable<string> Blocks(string page) =>
        File.ReadAllText(page).Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]);

    private static string Unindented(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.TrimStart()));
}
