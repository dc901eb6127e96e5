using Causeway;

namespace Crash.Tests;

/// <summary>A domain of one test, removed with all that is in it.</summary>
internal sealed class TestDomain : IDisposable
{
    private static int s_last;

    public Domain Domain { get; } = Domain.Open($"/dev/shm/causeway-crash-domain-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}", new DomainOptions { CreateIfMissing = true });

    public string Path => Domain.Path;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
