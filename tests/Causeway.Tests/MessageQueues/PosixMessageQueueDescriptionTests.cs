using System.Reflection;
using Causeway.Sys;
using Causeway.Tests.Named;
using Causeway.Waiting;

namespace Causeway.Tests.MessageQueues;

/// <summary>The open file description of asynchronous calls, and what is done without one.</summary>
public sealed class PosixMessageQueueDescriptionTests : IDisposable
{
    private const int Limit = 256;
    private readonly QueueName _name = new();
    private readonly byte[] _buffer = new byte[64];

    public void Dispose()
    {
        PosixMessageQueue.OpensDescription = true;
        _name.Dispose();
    }

    [Fact]
    public async Task FirstAsynchronousCall_OpensOne_WhichDisposingCloses()
    {
        _ = Reactor.Shared;
        int before = OpenDescriptors.Count();
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.Send("x"u8);
        Assert.True(queue.TryReceive(_buffer, out _));
        Assert.Equal(before + 1, OpenDescriptors.Count());

        await queue.SendAsync("one"u8.ToArray());
        await queue.ReceiveAsync(_buffer);
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer);
        Assert.Equal(before + 2, OpenDescriptors.Count());
        Assert.False(queue.IsNonBlocking);

        queue.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pending);
        Assert.Equal(before, OpenDescriptors.Count());
    }

    [Fact]
    public async Task Description_IsOfTheSameQueue_NonBlocking_CloseOnExec()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        await queue.SendAsync("one"u8.ToArray());

        SafeFileDescriptor own = queue.NonBlocking!;
        Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(own, LibC.F_GETFD, 0));
        LibC.mq_attr attributes = PosixMessageQueue.ReadAttributes(_name, own);
        Assert.Equal((LibC.O_NONBLOCK, 1), (attributes.mq_flags, attributes.mq_curmsgs));
    }

    [Fact]
    public void FirstCallsAtOnce_OpenOne()
    {
        for (int i = 0; i < 50; i++)
        {
            using PosixMessageQueue queue = PosixMessageQueue.OpenOrCreate(_name, 8, 64);
            int before = OpenDescriptors.Count();
            using Barrier together = new(2);
            Task.WaitAll(OwnThread.Start(Send), OwnThread.Start(Send));
            Assert.Equal(before + 1, OpenDescriptors.Count());
            queue.Receive(_buffer);
            queue.Receive(_buffer);

            bool Send()
            {
                together.SignalAndWait();
                return queue.SendAsync(new byte[1]).AsTask().IsCompletedSuccessfully;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleted_AndTheNameTakenByAnother_GoesOnWithItsOwn(bool awaitedBefore)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        if (awaitedBefore)
        {
            await queue.SendAsync("x"u8.ToArray());
            await queue.ReceiveAsync(_buffer);
        }

        PosixMessageQueue.Delete(_name);
        using PosixMessageQueue other = PosixMessageQueue.Create(_name, 8, 64);
        other.Send("another's"u8);
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer);
        await queue.SendAsync("own"u8.ToArray(), 2);

        Assert.Equal(new PosixMessageInfo(3, 2), await pending);
        Assert.NotNull(queue.NonBlocking);
        Assert.Equal(1, other.CurrentMessages);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task WithAndWithoutADescription_SendersAndReceiversWaitAndGoOn(bool opens, bool inline)
    {
        PosixMessageQueue.OpensDescription = opens;
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, maxMessages: 1, maxMessageBytes: 64);
        queue.InlineContinuations = inline;
        Task sends = SendAllAsync();
        int sum = 0;
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(1, (await queue.ReceiveAsync(_buffer)).Length);
            sum += _buffer[0];
        }

        await sends;
        Assert.Equal(Enumerable.Range(0, 200).Sum(), sum);
        Assert.Equal(opens, queue.NonBlocking is not null);
        using CancellationTokenSource source = new();
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);

        async Task SendAllAsync()
        {
            for (int i = 0; i < 200; i++)
                await queue.SendAsync(new[] { (byte)i });
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneDirection_KeepsToIt(bool opens)
    {
        PosixMessageQueue.OpensDescription = opens;
        using PosixMessageQueue sender = PosixMessageQueue.Create(_name, 8, 64, access: FileAccess.Write);
        using PosixMessageQueue receiver = PosixMessageQueue.Open(_name, FileAccess.Read);

        await sender.SendAsync("x"u8.ToArray());
        Assert.Equal(1, (await receiver.ReceiveAsync(_buffer)).Length);

        Assert.Equal(Errno.EBADF, (await Assert.ThrowsAsync<SyscallException>(async () => await sender.ReceiveAsync(_buffer))).Errno);
        Assert.Equal(Errno.EBADF, (await Assert.ThrowsAsync<SyscallException>(async () => await receiver.SendAsync(_buffer))).Errno);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusals_AreTheTasks(bool disposed)
    {
        PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        await queue.SendAsync("x"u8.ToArray());
        if (disposed)
            queue.Dispose();
        ValueTask<PosixMessageInfo> received = queue.ReceiveAsync(disposed ? _buffer : new byte[63]);
        ValueTask sent = queue.SendAsync(_buffer, disposed ? 0 : PosixMessageQueue.MaximumPriority + 1);
        queue.Dispose();

        Type expected = disposed ? typeof(ObjectDisposedException) : typeof(ArgumentException);
        Assert.IsAssignableFrom(expected, await Record.ExceptionAsync(async () => await received));
        Assert.IsAssignableFrom(expected, await Record.ExceptionAsync(async () => await sent));
    }

    [Fact]
    public async Task DescriptorDisposedAlone_EndsAsynchronousCallsToo()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        await queue.SendAsync("x"u8.ToArray());

        queue.Descriptor.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.ReceiveAsync(_buffer));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.SendAsync(_buffer));
    }

    [Fact]
    public async Task FirstCall_LeavesTheRegistrationForNotification()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        queue.RegisterNotification();
        PosixMessageQueueStatus registered = queue.ReadStatus();

        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(_buffer);

        Assert.NotNull(queue.NonBlocking);
        Assert.Equal(registered, queue.ReadStatus());
        queue.Send("x"u8);
        await pending;
    }

    [Fact]
    public void AtTheDescriptorLimit_DoesWithout()
    {
        using Peer peer = Peer.StartDotnetLimited(Limit, AwaitAtTheLimit, _name);
        peer.Expect("done");
        peer.ExpectSuccess();
    }

    private static void AwaitAtTheLimit(string[] arguments)
    {
        // At the limit the runtime can load nothing: what the calls need is loaded here.
        foreach (AssemblyName needed in new[] { typeof(Errno).Assembly, typeof(Reactor).Assembly, typeof(PosixMessageQueueDescriptionTests).Assembly }.SelectMany(static assembly => assembly.GetReferencedAssemblies()))
            _ = Assembly.Load(needed);
        using PosixMessageQueue queue = PosixMessageQueue.Create(arguments[0], 1, 16);
        byte[] buffer = new byte[16];
        using (PosixMessageQueue before = PosixMessageQueue.Open(arguments[0]))
            Exchange(before, buffer);

        List<SafeFileDescriptor> taken = [];
        try
        {
            while (true)
                taken.Add(queue.Descriptor.Duplicate());
        }
        catch (SyscallException e) when (e.Errno == Errno.EMFILE)
        {
            Exchange(queue, buffer);
        }
        finally
        {
            taken.ForEach(static one => one.Dispose());
        }

        Assert.Null(queue.NonBlocking);
        Exchange(queue, buffer);
        Console.WriteLine("done");
    }

    private static void Exchange(PosixMessageQueue queue, byte[] buffer)
    {
        ValueTask<PosixMessageInfo> pending = queue.ReceiveAsync(buffer);
        queue.Send("late"u8);
        Assert.Equal(4, pending.AsTask().GetAwaiter().GetResult().Length);
    }
}
