using Causeway.Samples;

namespace Causeway.Cli.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void CodeBlocks_AreTheSamplesText()
    {
        string samples = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories).Select(path => Unindented(File.ReadLines(path))));
        string[] blocks = [.. File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Unindented(block.Split('\n')), samples));
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
        Assert.True(Examples.EndAWaitByAToken(SysVKey.FromPath(typeof(ReadmeTests).Assembly.Location, 7)));
    }

    private static string Unindented(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.TrimStart()));
}
