namespace Architecture.Tests;

public sealed class PublicApiTests
{
    [Theory]
    [MemberData(nameof(Shipped.Libraries), MemberType = typeof(Shipped))]
    public void PublicApi_IsTheReviewedOne(string assembly)
    {
        string path = Path.Combine(Repository.Root, "tests", "Architecture", "PublicApi", assembly + ".txt");
        string[] actual = [.. PublicApi.Describe(Shipped.Load(assembly))];
        if (Environment.GetEnvironmentVariable("CAUSEWAY_UPDATE_API") == "1")
            File.WriteAllLines(path, actual);
        string[] reviewed = File.ReadAllLines(path);
        IEnumerable<string> gone = reviewed.Except(actual).Select(static line => $"- {line.Trim()}");
        IEnumerable<string> added = actual.Except(reviewed).Select(static line => $"+ {line.Trim()}");
        Assert.True(actual.SequenceEqual(reviewed),
            $"The public API of {assembly} changed. If it is meant to, run the tests with CAUSEWAY_UPDATE_API=1 and review tests/Architecture/PublicApi:\n{string.Join('\n', gone.Concat(added))}");
    }
}
