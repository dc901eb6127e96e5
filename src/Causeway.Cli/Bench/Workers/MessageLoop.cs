using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>The commands of <c>bench/worker.h</c>, done by the library.</summary>
internal sealed partial class MessageLoop<TChannel>(TChannel channel, Way way) : WorkerLoop(way)
    where TChannel : struct, IBenchChannel
{
    private readonly TChannel _channel = channel;
    private readonly byte[] _message = GC.AllocateArray<byte>(WorkerLimits.MessageBytes, pinned: true);
}
