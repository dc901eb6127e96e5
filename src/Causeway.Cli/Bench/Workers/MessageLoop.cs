using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>The commands of <c>bench/worker.h</c>, done by the library.</summary>
internal sealed partial class MessageLoop<TChannel, TReceived>(TChannel channel, Way way) : WorkerLoop(way)
    where TChannel : struct, IBenchChannel<TReceived>
{
    private readonly TChannel _channel = channel;
    private readonly Memory<byte> _message = Allocate();

    /// <summary>At the start of a cache line, as compilers place a buffer of C: the kernel's copies depend on it.</summary>
    private static unsafe Memory<byte> Allocate()
    {
        const int Line = 64;
        byte[] room = GC.AllocateArray<byte>(WorkerLimits.MessageBytes + Line, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room));
        return room.AsMemory((int)(-start & (Line - 1)), WorkerLimits.MessageBytes);
    }
}
