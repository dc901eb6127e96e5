using System.Globalization;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Private System V queues. What awaits a message has the thread of a <see cref="SysVMessageReceiver"/> wait for it.</summary>
internal sealed class SysVQueueBench : IMessageBench
{
    private const long MessageType = 1;

    public string Name => "sysv-queue";

    public string Baseline => "sysv_queue";

    public int MaxMessageBytes => (int)Math.Min(int.MaxValue, SysVMessageQueue.MaximumMessageBytes);

    public IBenchLink CreateLink() => new Link();

    public void Work(Way way, IReadOnlyList<string> names) => new MessageLoop<Channel, SysVMessageInfo>(new Channel(way, names), way).Run();

    private sealed class Link : IBenchLink
    {
        private readonly SysVMessageQueue _forth = SysVMessageQueue.Create(SysVKey.Private);
        private readonly SysVMessageQueue _back;

        public Link()
        {
            try
            {
                _back = SysVMessageQueue.Create(SysVKey.Private);
            }
            catch
            {
                _forth.Delete();
                throw;
            }
        }

        public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options)
        {
            string forth = _forth.Id.ToString(CultureInfo.InvariantCulture);
            string back = _back.Id.ToString(CultureInfo.InvariantCulture);
            return end switch
            {
                LinkEnd.Alone => [forth, forth],
                LinkEnd.First => [forth, back],
                _ => [back, forth],
            };
        }

        public void Dispose()
        {
            _forth.TryDelete();
            _back.TryDelete();
        }
    }

    private readonly struct Channel : IBenchChannel<SysVMessageInfo>
    {
        private readonly SysVMessageQueue _output;
        private readonly SysVMessageReceiver _input;

        public Channel(Way way, IReadOnlyList<string> names)
        {
            _output = new SysVMessageQueue(int.Parse(names[0], CultureInfo.InvariantCulture));
            var input = new SysVMessageQueue(int.Parse(names[1], CultureInfo.InvariantCulture));
            _input = new SysVMessageReceiver(input) { InlineContinuations = way == Way.Inline };
        }

        public static int Take(SysVMessageInfo received, Span<byte> buffer) => received.Length;

        public void Send(ReadOnlySpan<byte> message) => _output.Send(MessageType, message);

        public SysVMessageInfo Receive(Span<byte> buffer) => _input.Queue.Receive(buffer);

        public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _output.SendAsync(MessageType, message);

        public ValueTask<SysVMessageInfo> ReceiveAsync(Memory<byte> buffer) => _input.ReceiveAsync(buffer);
    }
}
