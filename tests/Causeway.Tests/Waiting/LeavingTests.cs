using System.Globalization;
using System.Text.RegularExpressions;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

/// <summary>Descriptors that leave epoll while nobody has to wait for them.</summary>
public sealed partial class LeavingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_ThatNeedNotWait_TakeItOutOfEpoll_UntilTheNextWait(bool inline)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            second.InlineContinuations = inline;
            await RoundsAsync(first, second);
        }

        // Without a context to return to: the later rounds run on the reactor's thread where they are inline.
        static async Task RoundsAsync(UnixSocket first, UnixSocket second)
        {
            byte[] buffer = new byte[1];
            for (byte round = 0; round < 3; round++)
            {
                ValueTask<int> pending = second.ReceiveAsync(buffer);
                Assert.True(IsInEpoll(second.Descriptor));
                first.Send([round]);
                Assert.Equal(1, await pending.ConfigureAwait(false));
                Assert.Equal(round, buffer[0]);

                for (int i = 0; i < DescriptorWatch.CallsBeforeLeaving; i++)
                {
                    first.Send([round]);
                    Assert.Equal(1, await second.ReceiveAsync(buffer).ConfigureAwait(false));
                }

                Assert.False(IsInEpoll(second.Descriptor));
            }
        }
    }

    [Fact]
    public async Task Calls_OfAConversation_LeaveItThere()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            byte[] buffer = new byte[1];
            for (int i = 0; i < 2 * DescriptorWatch.CallsBeforeLeaving; i++)
            {
                ValueTask<int> pending = second.ReceiveAsync(buffer);
                first.Send([1]);
                Assert.Equal(1, await pending);
                await second.SendAsync(buffer);
                Assert.Equal(1, first.Receive(buffer));
                Assert.True(IsInEpoll(second.Descriptor));
            }
        }
    }

    [Fact]
    public async Task Calls_WhileSomebodyWaits_LeaveItThere()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            byte[] buffer = new byte[1];
            ValueTask<int> pending = first.ReceiveAsync(buffer);
            for (int i = 0; i < 2 * DescriptorWatch.CallsBeforeLeaving; i++)
            {
                await first.SendAsync(buffer);
                second.Receive(buffer);
            }

            Assert.True(IsInEpoll(first.Descriptor));
            second.Send([7]);
            Assert.Equal(1, await pending);
            Assert.Equal(7, buffer[0]);
        }
    }

    [Fact]
    public async Task Wait_AfterLeaving_FindsWhatCameBefore()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = Leave(descriptor);
        uint seen = watch.Edges(Direction.Read);
        TestDescriptors.Ring(descriptor);
        Assert.True(await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None));
        Assert.Equal(seen + 1, watch.Edges(Direction.Read));
    }

    [Fact]
    public async Task Wait_AfterLeaving_CanBeCancelled_AndTheNextOneEnds()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        DescriptorWatch watch = Leave(descriptor);
        uint seen = watch.Edges(Direction.Read);
        using CancellationTokenSource source = new();
        ValueTask<bool> cancelled = watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await cancelled);

        ValueTask<bool> next = watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, CancellationToken.None);
        TestDescriptors.Ring(descriptor);
        Assert.True(await next);
    }

    [Fact]
    public async Task Dispose_AfterLeaving_RefusesTheNextWait_AndTheNumberCanBeAwaitedAgain()
    {
        SafeFileDescriptor left = TestDescriptors.EventFd();
        DescriptorWatch watch = Leave(left);
        using SafeFileDescriptor kept = left.Duplicate();
        left.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.Infinite, inline: false, CancellationToken.None));
        watch.Look(Direction.Read);

        DescriptorWatch anew = Reactor.Shared.Watch(kept);
        ValueTask<bool> wait = anew.WaitAsync(Direction.Read, anew.Edges(Direction.Read), Deadline.Infinite, inline: false, CancellationToken.None);
        TestDescriptors.Ring(kept);
        Assert.True(await wait);
    }

    [Fact]
    public async Task Wait_AfterLeaving_AnotherHandleOfTheNumberIsThere_SaysWhatToDo()
    {
        using SafeFileDescriptor owner = TestDescriptors.EventFd();
        DescriptorWatch watch = Leave(owner);
        using SafeFileDescriptor borrowed = new(owner.Number, ownsDescriptor: false);
        Reactor.Shared.Watch(borrowed);
        SyscallException refused = await Assert.ThrowsAsync<SyscallException>(async () =>
            await watch.WaitAsync(Direction.Read, watch.Edges(Direction.Read), Deadline.Infinite, inline: false, CancellationToken.None));
        Assert.Equal(Errno.EEXIST, refused.Errno);
        Assert.Contains("Duplicate", refused.Message);
    }

    /// <summary>Bursts around the number of calls after which it leaves, so that waits begin before, during and after leaving.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bursts_OfEveryLength_NoMessageIsMissed(bool inline)
    {
        const int Rounds = 20;
        using AnonymousPipe forth = AnonymousPipe.Create();
        using AnonymousPipe back = AnonymousPipe.Create();
        forth.Reader.InlineContinuations = inline;
        Task receiver = Task.Run(async () =>
        {
            byte[] buffer = new byte[1];
            for (int burst = 1; burst <= 2 * DescriptorWatch.CallsBeforeLeaving * Rounds; burst++)
            {
                for (int i = 0; i < LengthOf(burst); i++)
                    Assert.Equal(1, await forth.Reader.ReadAsync(buffer).ConfigureAwait(false));
                await back.Writer.WriteAsync(buffer).ConfigureAwait(false);
            }
        });

        byte[] one = new byte[1];
        for (int burst = 1; burst <= 2 * DescriptorWatch.CallsBeforeLeaving * Rounds; burst++)
        {
            for (int i = 0; i < LengthOf(burst); i++)
                await forth.Writer.WriteAsync(one);
            Assert.Equal(1, await back.Reader.ReadAsync(one));
        }

        await receiver;

        static int LengthOf(int burst) => 1 + (burst % (2 * DescriptorWatch.CallsBeforeLeaving));
    }

    private static DescriptorWatch Leave(SafeFileDescriptor descriptor)
    {
        DescriptorWatch watch = Reactor.Shared.Watch(descriptor);
        Assert.True(IsInEpoll(descriptor));
        for (int i = 0; i < DescriptorWatch.CallsBeforeLeaving; i++)
            watch.Look(Direction.Read);
        Assert.False(IsInEpoll(descriptor));
        return watch;
    }

    /// <summary>What the kernel says of every epoll descriptor here (proc_pid_fdinfo(5)).</summary>
    private static bool IsInEpoll(SafeFileDescriptor descriptor)
    {
        foreach (string info in Directory.EnumerateFiles("/proc/self/fdinfo"))
        {
            string text;
            try
            {
                text = File.ReadAllText(info);
            }
            catch (IOException)
            {
                // Another test has closed it meanwhile.
                continue;
            }

            if (Entries().Matches(text).Any(entry => int.Parse(entry.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) == descriptor.Number))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"^tfd:\s+(?<number>\d+)\s", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Entries();
}
