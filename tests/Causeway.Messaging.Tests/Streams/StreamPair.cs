using Causeway.Messaging.Tests.Connections;

namespace Causeway.Messaging.Tests.Streams;

/// <summary>Both ends of a connection of bytes within this process.</summary>
internal sealed class StreamPair : IDisposable
{
    private readonly ConnectionPair _pair;

    public StreamPair(int ringBytes = 4096)
    {
        _pair = new ConnectionPair(new SharedConnectionOptions { Mode = SharedConnectionMode.Stream, RingBytes = ringBytes, Spin = TimeSpan.Zero });
        One = _pair.One.GetStream();
        Two = _pair.Two.GetStream();
    }

    public SharedConnectionStream One { get; }

    public SharedConnectionStream Two { get; }

    public void Dispose()
    {
        One.Dispose();
        Two.Dispose();
        _pair.Dispose();
    }

    /// <summary>Bytes that tell where they belong.</summary>
    public static byte[] Bytes(int count, int seed = 7)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A call that blocks, on a thread of its own.</summary>
    public static Task OnThread(Action call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
}
