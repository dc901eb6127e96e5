using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>What two workers meet by: shared memory for those in C, whose queues have names that begin with its own, and an abstract socket for ours.</summary>
/// <remarks>What is said to each end: the memory's name, the value of the other end, its own (0 of the one that begins), the socket's name.</remarks>
internal sealed class ConnectionLink : IBenchLink
{
    private const int Page = 4096;
    private readonly string _memory = UniqueName.Create("/", "bench");

    /// <summary>Makes the memory: a page, and two rings with room for what an opponent's own has besides.</summary>
    public ConnectionLink(int ringBytes) => PosixSharedMemory.Create(_memory, Page + (2L * ringBytes)).Dispose();

    /// <summary>The name of our socket.</summary>
    public static string SocketOf(IReadOnlyList<string> names) => names[3];

    /// <summary>The path of what the runtime's own meet by.</summary>
    public static string PathOf(string socket) => Path.Combine(Path.GetTempPath(), socket[1..]);

    /// <summary>Whether it is the end that begins.</summary>
    public static bool IsFirst(IReadOnlyList<string> names) => names[2] == "0";

    public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options) =>
        end == LinkEnd.Second ? [_memory, "0", "1", Socket] : [_memory, "1", "0", Socket];

    public void RemoveNames()
    {
        foreach (string suffix in (string[])["", "-forth", "-back"])
            PosixSharedMemory.TryDelete(_memory + suffix);
        File.Delete(PathOf(Socket));
    }

    public void Dispose() => RemoveNames();

    private string Socket => $"@{_memory[1..]}-connection";
}
