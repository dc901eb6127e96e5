using System.Buffers;
using System.IO.Pipelines;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Messaging.Tests.Streams;
using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Load;

/// <summary>What is left when connections have come and gone.</summary>
public sealed class CycleTests : IDisposable
{
    private const int NamedCycles = 10_000;
    private const int Warm = 10;
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task ConnectAndClose_OverAndOver_LeavesNeitherMemoryNorDescriptors()
    {
        using var listener = SharedConnectionListener.Listen("cycle", _domain.Options);
        await CycleAsync(listener, Warm);
        int descriptors = OpenDescriptors.Count();
        await CycleAsync(listener, TestLoad.Rounds(NamedCycles));

        // The reactor lets go of what was closed a moment later, at the first count too.
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= descriptors, Watchdog.Limit), $"{OpenDescriptors.Count()} descriptors, and {descriptors} before");
        Assert.True(SpinWait.SpinUntil(static () => !File.ReadLines("/proc/self/maps").Any(static line => line.Contains("/memfd:causeway", StringComparison.Ordinal)), Watchdog.Limit), "memory of a connection is still mapped");
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    [InlineData("waiting")]
    public async Task ConnectionOfBytesClosed_PartOfARecordUnread_LeavesNoMemory(string how)
    {
        using var listener = SharedConnectionListener.Listen("cycle", _domain.Options with { Mode = SharedConnectionMode.Stream, RingBytes = 64 * 1024 });
        for (int i = 0; i < Warm; i++)
            await ReadPartlyAsync(listener, how);
        Assert.DoesNotContain(File.ReadLines("/proc/self/maps"), static line => line.Contains("/memfd:causeway", StringComparison.Ordinal));
    }

    /// <summary>To dispose the connection is enough, also where a read of what is left waits on another thread.</summary>
    private async Task ReadPartlyAsync(SharedConnectionListener listener, string how)
    {
        byte[] sent = StreamPair.Bytes(10_000);
        using var one = SharedConnection.Connect("cycle", _domain.Options with { Mode = SharedConnectionMode.Stream, RingBytes = 0 });
        using SharedConnection two = listener.Accept();
        one.GetStream().Write(sent);
        if (how == "pipe")
        {
            PipeReader input = two.GetPipe().Input;
            ReadResult some = await input.ReadAsync();
            Assert.InRange(some.Buffer.Length, 1, sent.Length - 1);
            input.AdvanceTo(some.Buffer.Start);
            two.Dispose();
            Assert.Equal(sent[..(int)some.Buffer.Length], some.Buffer.ToArray());
            return;
        }

        Assert.Equal(sent[0], two.GetStream().ReadByte());
        if (how != "waiting")
            return;
        two.GetStream().ReadExactly(sent.AsSpan(1));
        Task<ObjectDisposedException> reading = OwnThread.Start(() => Assert.Throws<ObjectDisposedException>(() => two.GetStream().ReadByte()));
        Assert.True(SpinWait.SpinUntil(() => two.IsReceiving, Watchdog.Limit));
        two.Dispose();
        await reading;
    }

    /// <summary>Closed by one side, by the other, with a message that nobody has received, a reservation, or a wait.</summary>
    private async Task CycleAsync(SharedConnectionListener listener, int cycles)
    {
        for (int i = 0; i < cycles; i++)
        {
            using var one = SharedConnection.Connect("cycle", _domain.Options);
            using SharedConnection two = listener.Accept();
            one.Send("hello"u8);
            if (i % 2 == 0)
                two.Receive().Dispose();
            if (i % 3 == 0)
            {
                Task<MessageLease> waiting = one.ReceiveAsync().AsTask();
                two.Dispose();
                await Assert.ThrowsAsync<PeerClosedException>(() => waiting);
            }
        }
    }
}
