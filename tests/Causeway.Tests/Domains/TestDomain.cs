using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>A domain of one test in /dev/shm, removed with all that is in it.</summary>
internal sealed class TestDomain : IDisposable
{
    private static int s_last;

    public TestDomain(DomainOptions? options = null)
    {
        Path = $"/dev/shm/causeway-test-domain-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}";
        Domain = Domain.Open(Path, (options ?? new DomainOptions()) with { CreateIfMissing = true });
    }

    public string Path { get; }

    public Domain Domain { get; }

    public static ObjectBirth Semaphore(int value = 1) => new(NamedObjectKind.Semaphore, Options: 3, Parameter: 7, InitialValue: value);

    /// <summary>Writes a collector's mark to an object's file, or takes it back.</summary>
    public static void Mark(string path, bool collected = true)
    {
        using FileStream file = File.OpenWrite(path);
        file.Position = ObjectLayout.Collected32;
        file.WriteByte(collected ? (byte)1 : (byte)0);
    }

    public string PathOf(string name) => $"{Path}/{name}";

    public string[] Files() => [.. Directory.GetFileSystemEntries(Path).Select(System.IO.Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>How many descriptors of this process are of it, deleted or not.</summary>
    public int CountOpen() =>
        Directory.GetFiles("/proc/self/fd").Count(one => new FileInfo(one).LinkTarget?.StartsWith(Path, StringComparison.Ordinal) == true);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
