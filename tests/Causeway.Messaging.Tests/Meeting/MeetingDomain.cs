namespace Causeway.Messaging.Tests.Meeting;

/// <summary>A domain of one test, removed with all that is in it.</summary>
internal sealed class MeetingDomain : IDisposable
{
    private static int s_last;

    public Domain Domain { get; } = Domain.Open($"/dev/shm/causeway-meeting-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}", new DomainOptions { CreateIfMissing = true });

    public string Path => Domain.Path;

    /// <summary>Small rings in this domain.</summary>
    public SharedConnectionOptions Options => OptionsFor(Domain);

    /// <summary>For a peer, which knows the path.</summary>
    public static SharedConnectionOptions OptionsOf(string path) => OptionsFor(Domain.Open(path));

    /// <summary>The path of a name's socket.</summary>
    public string SocketOf(string name) => System.IO.Path.Combine(Path, ".connection-" + name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static SharedConnectionOptions OptionsFor(Domain domain) => new() { Domain = domain, RingBytes = 16 * 1024, Spin = TimeSpan.Zero };
}
