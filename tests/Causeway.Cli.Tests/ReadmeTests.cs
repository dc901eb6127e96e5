namespace Causeway.Cli.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void CodeBlocks_AreTheSamplesText()
    {
        string samples = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories).Select(Unindented));
        string[] blocks = [.. File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, samples));
    }

    private static string Unindented(string path) => string.Concat(File.ReadLines(path).Select(line => line.TrimStart() + "\n"));
}
