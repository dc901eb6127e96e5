using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>POSIX queues as they are created when nobody says how large.</summary>
internal sealed class PosixQueueBench : IMessageBench
{
    public string Name => "posix-queue";

    public string Baseline => "posix_queue";

    public int MaxMessageBytes => PosixMessageQueueLimits.Read().DefaultMessageBytes;

    public IBenchLink CreateLink() => new Link();

    public void Work(Way way, IReadOnlyList<string> names) => new MessageLoop<Channel, PosixMessageInfo>(new Channel(way, names), way).Run();

    private sealed class Link : IBenchLink
    {
        private readonly string _forth = Create();
        private readonly string _back;

        public Link()
        {
            try
            {
                _back = Create();
            }
            catch
            {
                PosixMessageQueue.Delete(_forth);
                throw;
            }
        }

        public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options) => end switch
        {
            LinkEnd.Alone => [_forth, _forth],
            LinkEnd.First => [_forth, _back],
            _ => [_back, _forth],
        };

        public void RemoveNames()
        {
            PosixMessageQueue.TryDelete(_forth);
            PosixMessageQueue.TryDelete(_back);
        }

        public void Dispose() => RemoveNames();

        private static string Create()
        {
            string name = UniqueName.Create("/", "bench");
            PosixMessageQueue.Create(name).Dispose();
            return name;
        }
    }

    /// <summary>Receives into room for the longest message, as the queue wants it.</summary>
    private readonly struct Channel : IBenchChannel<PosixMessageInfo>
    {
        private readonly PosixMessageQueue _output;
        private readonly PosixMessageQueue _input;
        private readonly byte[] _room;

        public Channel(Way way, IReadOnlyList<string> names)
        {
            _output = PosixMessageQueue.Open(names[0]);
            _input = PosixMessageQueue.Open(names[1]);
            _output.InlineContinuations = _input.InlineContinuations = way == Way.Inline;
            _room = GC.AllocateArray<byte>(_input.MaxMessageBytes, pinned: true);
        }

        public static int Take(PosixMessageInfo received, Span<byte> buffer) => received.Length;

        public void Send(ReadOnlySpan<byte> message) => _output.Send(message);

        public PosixMessageInfo Receive(Span<byte> buffer) => _input.Receive(_room);

        public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _output.SendAsync(message);

        public ValueTask<PosixMessageInfo> ReceiveAsync(Memory<byte> buffer) => _input.ReceiveAsync(_room);
    }
}
