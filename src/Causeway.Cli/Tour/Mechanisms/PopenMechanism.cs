using System.Globalization;

namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A command opened as popen(3) does: everything goes through it to the second process, which inherits its output.</summary>
/// <remarks>
/// The second process itself is not the command: its standard input and output belong to the tour, as the sign of life
/// and for the report. So the file crosses two process boundaries here, into the command and out of it.
/// </remarks>
internal sealed class PopenMechanism : IMechanism
{
    private const int ChildDescriptor = 3;
    private const int Block = 64 * 1024;

    public string Name => "popen";

    public string Title => "popen-style command";

    public string FoundBy => "inherited output of the command";

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) =>
        new StreamReceiver(new PipeReadEnd(new SafeFileDescriptor(int.Parse(arguments[0], CultureInfo.InvariantCulture))), Block);

    private sealed class Sender : ISender
    {
        private readonly ShellCommand _command = ShellCommand.OpenReadWrite("exec cat");

        public int BlockBytes => Block;

        public IReadOnlyList<string> ReceiverArguments => [ChildDescriptor.ToString(CultureInfo.InvariantCulture)];

        public void Prepare(ChildProcessOptions options) => options.Descriptors[ChildDescriptor] = _command.Output.Descriptor;

        public ValueTask ConnectAsync(CancellationToken token)
        {
            _command.Output.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _command.Input.WriteAsync(block, token);

        public async ValueTask CompleteAsync(CancellationToken token)
        {
            ShellCommandStatus status = await _command.CloseAsync(token).ConfigureAwait(false);
            if (!status.IsSuccess)
                throw new IOException($"the command \"cat\" ended with {status}");
        }

        public void Dispose()
        {
            // Where the tour was broken off it may still wait for somebody to read.
            _command.Process.Kill();
            _command.Dispose();
        }
    }
}
