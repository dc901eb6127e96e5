using System.Globalization;

namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>An anonymous pipe: the child inherits the read end.</summary>
internal sealed class PipeMechanism : IMechanism
{
    private const int ChildDescriptor = 3;
    private const int Block = 64 * 1024;

    public string Name => "pipe";

    public string Title => "anonymous pipe";

    public string FoundBy => "inherited descriptor";

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) =>
        new StreamReceiver(new PipeReadEnd(new SafeFileDescriptor(int.Parse(arguments[0], CultureInfo.InvariantCulture))), Block);

    private sealed class Sender : ISender
    {
        private readonly AnonymousPipe _pipe = AnonymousPipe.Create();

        public int BlockBytes => Block;

        public IReadOnlyList<string> ReceiverArguments => [ChildDescriptor.ToString(CultureInfo.InvariantCulture)];

        public void Prepare(ChildProcessOptions options) => options.Descriptors[ChildDescriptor] = _pipe.Reader.Descriptor;

        public ValueTask ConnectAsync(CancellationToken token)
        {
            _pipe.Reader.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _pipe.Writer.WriteAsync(block, token);

        public ValueTask CompleteAsync(CancellationToken token)
        {
            _pipe.Writer.Dispose();
            return ValueTask.CompletedTask;
        }

        public void Dispose() => _pipe.Dispose();
    }
}
