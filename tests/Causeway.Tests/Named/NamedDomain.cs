namespace Causeway.Tests.Named;

/// <summary>A domain of one test, in shared memory, removed with all that is in it.</summary>
internal sealed class NamedDomain : IDisposable
{
    private static int s_last;

    public NamedDomain()
    {
        string path = $"/dev/shm/causeway-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}";
        Domain = Domain.Open(path, new DomainOptions { CreateIfMissing = true });
    }

    public Domain Domain { get; }

    public string Path => Domain.Path;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
