using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

public sealed class ReactorTests
{
    [Fact]
    public async Task Wait_EdgeAfterTheCallWasTried_ReturnsAtOnce()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = await SettledAsync(descriptor);
        uint seen = watch.Edges(Direction.Read);
        Assert.False(TestDescriptors.TryTake(descriptor, out _));
        TestDescriptors.Ring(descriptor);
        Assert.True(await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None));
        Assert.True(TestDescriptors.TryTake(descriptor, out _));
    }

    [Fact]
    public async Task Wait_NothingComes_EndsWithTheDeadline()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = await SettledAsync(descriptor);
        ValueTask<bool> wait = watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.After(TimeSpan.FromMilliseconds(5)), inline: false, CancellationToken.None);
        Assert.False(await wait);
    }

    [Fact]
    public async Task Wait_TokenCancelled_ThrowsWithThatToken()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        using CancellationTokenSource source = new();
        DescriptorWatch watch = await SettledAsync(descriptor);
        ValueTask<bool> wait = watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.Infinite, inline: false, source.Token);
        Assert.False(wait.IsCompleted);
        await source.CancelAsync();
        OperationCanceledException cancelled = await Assert.ThrowsAsync<OperationCanceledException>(async () => await wait);
        Assert.Equal(source.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Wait_TokenCancelledBefore_Throws()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = await SettledAsync(descriptor);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            await watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.Infinite, inline: false, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Dispose_WhileAwaited_EndsEveryWaitAndRefusesTheNext()
    {
        SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = await SettledAsync(descriptor);
        uint seen = watch.Edges(Direction.Read);
        ValueTask<bool>[] waits = [.. Enumerable.Range(0, 3).Select(_ => watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None))];
        descriptor.Dispose();
        foreach (ValueTask<bool> wait in waits)
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None));
    }

    [Fact]
    public async Task Dispose_DuplicateStaysOpen_NumberUsedAgainGetsNoForeignEdge()
    {
        SafeFileDescriptor first = TestDescriptors.EventFd();
        using SafeFileDescriptor duplicate = first.Duplicate();
        _ = await SettledAsync(first);
        int number = first.Number;
        first.Dispose();

        // The number is free now, while the description lives on in the duplicate and could still ring for it.
        using SafeFileDescriptor second = TestDescriptors.EventFd();
        DescriptorWatch watch = await SettledAsync(second);
        uint seen = watch.Edges(Direction.Read);
        TestDescriptors.Ring(duplicate);
        Assert.False(await watch.WaitAsync(Direction.Read, seen, Deadline.After(TimeSpan.FromMilliseconds(20)), inline: false, CancellationToken.None), $"an edge of number {number}");
    }

    [Fact]
    public async Task Wait_InlineAsked_ContinuesOnTheReactorThread()
    {
        Assert.Equal("causeway-reactor", await ContinuationThreadAsync(inline: true));
        Assert.NotEqual("causeway-reactor", await ContinuationThreadAsync(inline: false));
    }

    [Fact]
    public async Task Wait_ContinuationThatBlocks_DoesNotStallOthers()
    {
        using SafeFileDescriptor blocked = TestDescriptors.EventFd();
        using SafeFileDescriptor other = TestDescriptors.EventFd();
        using ManualResetEventSlim release = new();
        Task stuck = StickAsync(await SettledAsync(blocked), release);
        DescriptorWatch watch = await SettledAsync(other);
        ValueTask<bool> wait = watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.Infinite, inline: false, CancellationToken.None);
        TestDescriptors.Ring(blocked);
        TestDescriptors.Ring(other);
        Assert.True(await wait);
        Assert.False(stuck.IsCompleted);
        release.Set();
        await stuck;
    }

    [Fact]
    public void Watch_RegularFile_SaysThatItCannotBePolled()
    {
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileDescriptor file = TestDescriptors.OpenFile(path);
            SyscallException refused = Assert.Throws<SyscallException>(() => Reactor.Shared.Watch(file).Key);
            Assert.Equal(Errno.EPERM, refused.Errno);
            Assert.Null(file.Watch);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Wait_CancelledAndRungAtOnce_EndsExactlyOnceEachTime()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = await SettledAsync(descriptor);
        int rung = 0;
        int cancelled = 0;
        const int Rounds = 3000;
        for (int round = 0; round < Rounds; round++)
        {
            using CancellationTokenSource source = new();
            uint seen = watch.Edges(Direction.Read);
            ValueTask<bool> wait = watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, source.Token);
            Task cancel = Task.Run(source.Cancel);
            TestDescriptors.Ring(descriptor);
            try
            {
                Assert.True(await wait);
                rung++;
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            await cancel;
            TestDescriptors.TryTake(descriptor, out _);
        }

        Assert.Equal(Rounds, rung + cancelled);
    }

    [Fact]
    public async Task Wait_ForInputAlone_IsNotWokenByTheRoomThatThePeerMakes()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Datagram);
        using (first)
        using (second)
        {
            DescriptorWatch watch = Reactor.Shared.Watch(first.Descriptor);
            byte[] buffer = new byte[1];
            for (int i = 0; i < 10; i++)
            {
                uint seen = watch.Edges(Direction.Read);
                first.Send([1]);
                second.Receive(buffer);
                second.Send([2]);
                Assert.True(await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None));
                first.Receive(buffer);
            }

            Assert.Equal(0u, watch.Edges(Direction.Write));
            Assert.True(await watch.WaitAsync(Direction.Write, 0, Deadline.Infinite, inline: false, CancellationToken.None));
        }
    }

    private static async Task StickAsync(DescriptorWatch watch, ManualResetEventSlim release)
    {
        await watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.Infinite, inline: false, CancellationToken.None);
        release.Wait();
    }

    private static async Task<string?> ContinuationThreadAsync(bool inline)
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = await SettledAsync(descriptor);
        Task<string?> named = NameAsync(watch, inline);
        TestDescriptors.Ring(descriptor);
        return await named;

        static async Task<string?> NameAsync(DescriptorWatch watch, bool inline)
        {
            await watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.Infinite, inline, CancellationToken.None).ConfigureAwait(false);
            return Thread.CurrentThread.Name;
        }
    }

    /// <summary>The watch of an eventfd after the edge that its first wait for room gives: an eventfd has room from the start.</summary>
    private static async Task<DescriptorWatch> SettledAsync(SafeFileDescriptor descriptor)
    {
        DescriptorWatch watch = Reactor.Shared.Watch(descriptor);
        await watch.WaitAsync(Direction.Write, 0, Deadline.Infinite, inline: false, CancellationToken.None);
        return watch;
    }
}
