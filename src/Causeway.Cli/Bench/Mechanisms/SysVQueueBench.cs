using System.Globalization;
using System.Runtime.CompilerServices;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Private System V queues. Nothing of theirs can be awaited without a thread: no continuation is inline.</summary>
internal sealed class SysVQueueBench : IBenchMechanism
{
    private const long MessageType = 1;

    public string Name => "sysv-queue";

    public string Baseline => "sysv_queue";

    public int MaxMessageBytes => (int)Math.Min(int.MaxValue, SysVMessageQueue.MaximumMessageBytes);

    public bool HasInline => false;

    public IBenchLink CreateLink() => new Link();

    public void Work(Way way, IReadOnlyList<string> names) => new WorkerLoop<Channel>(new Channel(names), way).Run();

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

    private readonly struct Channel(IReadOnlyList<string> names) : IBenchChannel
    {
        private readonly SysVMessageQueue _output = new(int.Parse(names[0], CultureInfo.InvariantCulture));
        private readonly SysVMessageQueue _input = new(int.Parse(names[1], CultureInfo.InvariantCulture));

        public void Send(ReadOnlySpan<byte> message) => _output.Send(MessageType, message);

        public int Receive(Span<byte> buffer) => _input.Receive(buffer).Length;

        public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _output.SendAsync(MessageType, message);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer) => (await _input.ReceiveAsync(buffer).ConfigureAwait(false)).Length;
    }
}
