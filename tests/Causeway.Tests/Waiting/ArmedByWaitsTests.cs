using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

/// <summary>Watches that ask epoll for one event with each wait.</summary>
public sealed class ArmedByWaitsTests
{
    [Fact]
    public async Task Event_NobodyWaits_IsNotToldOf_AndEndsTheNextWait()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        using SafeFileDescriptor other = TestDescriptors.EventFd();
        DescriptorWatch watch = Reactor.Shared.Watch(descriptor);
        TestDescriptors.Ring(descriptor);
        await WaitAsync(watch, Direction.Read);
        uint seen = watch.Edges(Direction.Read);
        TestDescriptors.Ring(descriptor);

        // The reactor has been through epoll_wait once more when it has told of this.
        Task later = WaitAsync(Reactor.Shared.Watch(other), Direction.Read);
        TestDescriptors.Ring(other);
        await later;

        Assert.Equal(seen, watch.Edges(Direction.Read));
        await WaitAsync(watch, Direction.Read);
        Assert.Equal(seen + 1, watch.Edges(Direction.Read));
    }

    [Fact]
    public async Task Event_OfOneDirection_LeavesTheWaitForTheOther()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Stream);
        using (first)
        using (second)
        {
            byte[] bytes = new byte[1 << 20];
            while (first.TrySend(bytes, out _))
                continue;
            DescriptorWatch watch = Reactor.Shared.Watch(first.Descriptor);
            Task input = WaitAsync(watch, Direction.Read);
            Task room = WaitAsync(watch, Direction.Write);
            Task token = WaitAsync(watch, Direction.Read);

            while (second.TryReceive(bytes, out _))
                continue;
            await room;
            Assert.False(input.IsCompleted);
            second.Send([1]);
            await Task.WhenAll(input, token);
        }
    }

    [Fact]
    public async Task PosixQueue_ReceivedOnThePool_WakesTheReactorOncePerWait()
    {
        string name = $"/causeway-armed-{Environment.ProcessId}";
        using PosixMessageQueue queue = PosixMessageQueue.Create(name, maxMessages: 8, maxMessageBytes: 16);
        PosixMessageQueue.Delete(name);
        byte[] buffer = new byte[16];
        queue.Send([0]);
        await queue.ReceiveAsync(buffer);
        ValueTask<PosixMessageInfo> first = queue.ReceiveAsync(buffer);
        queue.Send([1]);
        await first;
        DescriptorWatch watch = Reactor.WatchOf(queue.Descriptor)!;
        uint seen = watch.Edges(Direction.Read);

        for (int i = 0; i < 100; i++)
        {
            queue.Send([2]);
            await queue.ReceiveAsync(buffer);
        }

        ValueTask<PosixMessageInfo> last = queue.ReceiveAsync(buffer);
        queue.Send([3]);
        await last;
        Assert.Equal(seen + 1, watch.Edges(Direction.Read));
    }

    private static async Task WaitAsync(DescriptorWatch watch, Direction direction) =>
        Assert.True(await watch.WaitAsync(direction, watch.Edges(direction), Deadline.Infinite, inline: false, CancellationToken.None));
}
