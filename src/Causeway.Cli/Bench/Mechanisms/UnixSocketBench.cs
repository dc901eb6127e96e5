using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>UNIX sockets of one type, found by path; a process that is alone has a pair.</summary>
internal sealed class UnixSocketBench(UnixSocketType type) : IMessageBench
{
    public string Name => $"unix-{type.ToString().ToLowerInvariant()}";

    public string Baseline => "socket";

    public IReadOnlyList<string> BaselineArguments => [type.ToString().ToLowerInvariant()];

    public IBenchLink CreateLink() => new Link();

    public void Work(Way way, IReadOnlyList<string> names) => new MessageLoop<UnixSocketChannel, int>(new UnixSocketChannel(type, way, names), way).Run();

    private sealed class Link : IBenchLink
    {
        private readonly PrivateDirectory _directory = new("bench");

        public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options) => end switch
        {
            LinkEnd.Alone => [UnixSocketChannel.Pair],
            LinkEnd.First => [UnixSocketChannel.Listen, _directory.PathOf("meeting")],
            _ => [UnixSocketChannel.Connect, _directory.PathOf("meeting")],
        };

        public void RemoveNames() => _directory.Dispose();

        public void Dispose() => _directory.Dispose();
    }
}
