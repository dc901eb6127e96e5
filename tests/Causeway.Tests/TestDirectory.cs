namespace Causeway.Tests;

/// <summary>A directory of one test, removed with all that is in it.</summary>
internal sealed class TestDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-test-");

    public string Root => _directory.FullName;

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>What this process has open in it, deleted or not: other than all of its descriptors, nobody else's business.</summary>
    public string[] OpenFiles() =>
        [.. Directory.GetFiles("/proc/self/fd").Select(one => new FileInfo(one).LinkTarget).OfType<string>().Where(path => path.StartsWith(Root, StringComparison.Ordinal))];
}
