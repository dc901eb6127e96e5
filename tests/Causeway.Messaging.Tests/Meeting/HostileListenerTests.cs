using System.Runtime.InteropServices;
using Causeway.Messaging.Layout;
using Causeway.Messaging.Meeting;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Whatever answers a connector, it maps nothing that could end it, says what is wrong, and nothing is left open.</summary>
public sealed class HostileListenerTests : IDisposable
{
    private const int RingBytes = 16 * 1024;
    private const MemoryFileSeals Wanted = MemoryFileSeals.Shrink | MemoryFileSeals.Grow | MemoryFileSeals.Seal;
    private readonly MeetingDomain _domain = new();
    private readonly UnixSocketListener _listener;

    public HostileListenerTests() => _listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_domain.SocketOf("orders")), UnixSocketType.SeqPacket);

    public void Dispose()
    {
        _listener.Dispose();
        _domain.Dispose();
    }

    [Fact]
    public void Memory_ThatIsAsItShouldBe_IsTaken()
    {
        using RingMemory memory = RingMemory.Create(SharedConnectionMode.Messages, RingBytes, barriers: false);
        using FakeListener fake = Answering(memory.Descriptor);
        SharedConnection.Connect("orders", _domain.Options).Dispose();
    }

    [Fact]
    public void Memory_NotSealed_IsRefused()
    {
        foreach (MemoryFileSeals missing in (MemoryFileSeals[])[Wanted, MemoryFileSeals.Shrink, MemoryFileSeals.Grow, MemoryFileSeals.Seal])
            Refuses(Memory(RingLayout.TotalBytes(RingBytes), Wanted & ~missing), "not sealed as required");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-RingBytes)]
    [InlineData(4096)]
    public void Memory_OfAnotherSize_IsRefused(int difference) =>
        Refuses(Memory(RingLayout.TotalBytes(RingBytes) + difference, Wanted), "bytes");

    [Fact]
    public void Memory_SealedAgainstWriting_IsRefused() =>
        Refuses(Memory(RingLayout.TotalBytes(RingBytes), MemoryFileSeals.FutureWrite | Wanted), "sealed against writing");

    [Fact]
    public void Memory_WithAnotherHeader_IsRefused()
    {
        Refuses(Memory(RingLayout.TotalBytes(RingBytes), Wanted), "header");
        using RingMemory stream = RingMemory.Create(SharedConnectionMode.Stream, RingBytes, barriers: false);
        Refuses(stream.Descriptor.Duplicate(), "header");
        using RingMemory barriers = RingMemory.Create(SharedConnectionMode.Messages, RingBytes, barriers: true);
        Refuses(barriers.Descriptor.Duplicate(), "header");
    }

    [Fact]
    public void Descriptor_ThatIsNoMemory_IsRefused()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        Refuses(pipe.Reader.Descriptor.Duplicate(), "no memfd");
        string path = Path.Combine(_domain.Path, "file");
        File.WriteAllBytes(path, new byte[RingLayout.TotalBytes(RingBytes)]);
        using FileStream file = File.OpenRead(path);
        Refuses(new SafeFileDescriptor((int)file.SafeFileHandle.DangerousGetHandle(), ownsDescriptor: false), "no memfd");
    }

    [Fact]
    public void Welcome_WithAnotherNumberOfDescriptors_IsRefused_AndAllAreClosed()
    {
        using RingMemory memory = RingMemory.Create(SharedConnectionMode.Messages, RingBytes, barriers: false);
        int before = CountWithReactor();
        foreach (int count in (int[])[0, 2, 3, 100, UnixSocket.MaxHandles])
        {
            using FakeListener fake = Answering([.. Enumerable.Repeat<SafeHandle>(memory.Descriptor, count)]);
            ProtocolViolationException wrong = Assert.Throws<ProtocolViolationException>(() => SharedConnection.Connect("orders", _domain.Options));
            Assert.Contains("another number of descriptors", wrong.Message, StringComparison.Ordinal);
        }

        AwaitDescriptors(before);
    }

    [Fact]
    public void Welcome_ThatWasNotAskedFor_IsRefused()
    {
        using RingMemory memory = RingMemory.Create(SharedConnectionMode.Messages, RingBytes, barriers: false);
        (Welcome Answer, string Says)[] all =
        [
            (new Welcome(2, MeetingStatus.Ok, 1, MeetingFlags.None, RingBytes), "version 2, which nobody asked for"),
            (new Welcome(1, MeetingStatus.Ok, 2, MeetingFlags.None, RingBytes), "another mode"),
            (new Welcome(1, MeetingStatus.Ok, 1, MeetingFlags.None, RingBytes * 2), "rings of 32768 bytes, and 16384 were asked for"),
            (new Welcome(1, MeetingStatus.Ok, 1, MeetingFlags.None, ulong.MaxValue), "rings of"),
            (new Welcome(1, (MeetingStatus)99, 1, MeetingFlags.None, RingBytes), "status 99"),
            (new Welcome(1, MeetingStatus.Ok, 1, MeetingFlags.Bell, RingBytes), "another number of descriptors"),
        ];
        foreach ((Welcome answer, string says) in all)
        {
            using FakeListener fake = new(_listener, socket => socket.SendWithHandles(answer.ToBytes(), [memory.Descriptor]));
            Assert.Contains(says, Assert.Throws<ProtocolViolationException>(() => SharedConnection.Connect("orders", _domain.Options)).Message, StringComparison.Ordinal);
        }

        using FakeListener bell = new(_listener, socket => socket.SendWithHandles(new Welcome(1, MeetingStatus.Ok, 1, MeetingFlags.Bell, RingBytes).ToBytes(), [memory.Descriptor, socket.Descriptor]));
        Assert.Contains("no eventfd", Assert.Throws<ProtocolViolationException>(() => SharedConnection.Connect("orders", _domain.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_ThatIsNoWelcome_IsRefused()
    {
        byte[] good = new Welcome(1, MeetingStatus.Ok, 1, MeetingFlags.None, RingBytes).ToBytes();
        foreach (byte[] answer in (byte[][])[[], [1], good[..31], [.. good, 0], [.. good, .. new byte[5000]], [.. "HTTP/1.1 200 OK"u8]])
        {
            using FakeListener fake = new(_listener, socket => socket.Send(answer));
            Assert.Contains("no Welcome", Assert.Throws<ProtocolViolationException>(() => SharedConnection.Connect("orders", _domain.Options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Listener_ThatDoesNotAnswer_TimesOut()
    {
        SharedConnectionOptions hasty = _domain.Options with { MeetingTimeout = TimeSpan.FromMilliseconds(20) };
        Assert.Contains("has not answered in time", Assert.Throws<TimeoutException>(() => SharedConnection.Connect("orders", hasty)).Message, StringComparison.Ordinal);
        Assert.Throws<TimeoutException>(() => SharedConnection.Connect("orders", _domain.Options, TimeSpan.FromMilliseconds(20)));
        await Assert.ThrowsAsync<TimeoutException>(async () => await SharedConnection.ConnectAsync("orders", hasty));
        using CancellationTokenSource source = new();
        Task<SharedConnection> connecting = SharedConnection.ConnectAsync("orders", _domain.Options with { MeetingTimeout = Timeout.InfiniteTimeSpan }, source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public void Listener_ThatHangsUp_IsSaid()
    {
        using FakeListener fake = new(_listener, socket => socket.Shutdown(System.Net.Sockets.SocketShutdown.Both));
        Assert.Equal(ConnectionRefusal.Closing, Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options)).Reason);
    }

    [Fact]
    public void RandomAnswers_EndInAnException_WithoutALeak()
    {
        Random random = TestLoad.NewRandom();
        int rounds = TestLoad.Rounds(4000);
        int before = CountWithReactor();
        using (RingMemory memory = RingMemory.Create(SharedConnectionMode.Messages, RingBytes, barriers: false))
        using (AnonymousPipe pipe = AnonymousPipe.Create())
        using (FakeListener fake = new(_listener, socket => Answer(socket, random, [memory.Descriptor, pipe.Reader.Descriptor, socket.Descriptor])))
        {
            for (int round = 0; round < rounds; round++)
            {
                try
                {
                    SharedConnection.Connect("orders", _domain.Options).Dispose();
                }
                catch (IOException)
                {
                    // As it should be.
                }
                catch (UnauthorizedAccessException)
                {
                    // A refusal by policy, by chance.
                }
            }
        }

        AwaitDescriptors(before);
    }

    private static void Answer(UnixSocket socket, Random random, SafeHandle[] handles)
    {
        byte[] answer = new Welcome(1, MeetingStatus.Ok, 1, MeetingFlags.None, RingBytes).ToBytes();
        for (int i = random.Next(4); i > 0; i--)
            answer[random.Next(answer.Length)] = (byte)(random.Next(2) == 0 ? random.Next(4) : random.Next(256));
        Array.Resize(ref answer, random.Next(4) == 0 ? random.Next(1, 80) : answer.Length);
        SafeHandle[] sent = [.. Enumerable.Range(0, random.Next(4)).Select(i => handles[i == 0 && random.Next(2) == 0 ? 0 : random.Next(handles.Length)])];
        if (sent.Length == 0)
            socket.Send(answer);
        else
            socket.SendWithHandles(answer, sent);
    }

    /// <summary>The reactor lets go of what was closed a moment later, at the first count too.</summary>
    private static void AwaitDescriptors(int before) =>
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= before, Watchdog.Limit), $"{OpenDescriptors.Count()} descriptors, {before} before");

    private int CountWithReactor()
    {
        using (RingMemory memory = RingMemory.Create(SharedConnectionMode.Messages, RingBytes, barriers: false))
        using (FakeListener fake = Answering(memory.Descriptor))
            SharedConnection.Connect("orders", _domain.Options).Dispose();
        return OpenDescriptors.Count();
    }

    private static SafeFileDescriptor Memory(long bytes, MemoryFileSeals seals)
    {
        using MemoryFile file = MemoryFile.Create("hostile", bytes);
        if (seals != MemoryFileSeals.None)
            file.AddSeals(seals);
        return file.Descriptor.Duplicate();
    }

    private FakeListener Answering(params SafeHandle[] handles)
    {
        byte[] welcome = new Welcome(Hello.CurrentVersion, MeetingStatus.Ok, 1, MeetingFlags.None, RingBytes).ToBytes();
        return new FakeListener(_listener, socket =>
        {
            if (handles.Length == 0)
                socket.Send(welcome);
            else
                socket.SendWithHandles(welcome, handles);
        });
    }

    private void Refuses(SafeFileDescriptor memory, string says)
    {
        using (memory)
        {
            using FakeListener fake = Answering(memory);
            ProtocolViolationException wrong = Assert.Throws<ProtocolViolationException>(() => SharedConnection.Connect("orders", _domain.Options));
            Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
            Assert.Contains("orders", wrong.Message, StringComparison.Ordinal);
        }
    }
}
