using Causeway.Sys;

namespace Causeway.Tests.Sockets;

/// <summary>Descriptor passing under load, death and chance.</summary>
public sealed class UnixHandleProofTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;

    public UnixHandleProofTests() => _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Handles_100000Transfers_LeaveNothingOpen()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        using (first)
        using (second)
        {
            int before = OpenDescriptors.Count();
            int rounds = TestLoad.Rounds(100_000);
            var sender = new Thread(() =>
            {
                for (int i = 0; i < rounds; i++)
                    first.SendWithHandles("x"u8, [first.Descriptor]);
            });
            sender.Start();
            byte[] buffer = new byte[1];
            for (int i = 0; i < rounds; i++)
            {
                using UnixReceived received = second.ReceiveWithHandles(buffer, 1);
                Assert.Equal((1, 1, false), (received.Count, received.Handles.Count, received.HandlesTruncated));
            }

            sender.Join();
            Assert.InRange(OpenDescriptors.Count(), 0, before);
        }
    }

    [Fact]
    public void ReceiveWithHandles_SenderKilledBetweenDataAndDescriptor_IsTheDataThenTheEnd()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(_address);
        using Peer peer = Peer.StartC("unix_handles", "die", _address.Path!, "stream");
        using UnixSocket socket = listener.Accept();
        peer.Expect("sent");
        using UnixReceived data = socket.ReceiveWithHandles(new byte[10]);
        Assert.Equal((1, 0, false), (data.Count, data.Handles.Count, data.IsEnd));
        peer.Process.Kill();
        using UnixReceived end = socket.ReceiveWithHandles(new byte[10]);
        Assert.Equal((0, 0, true), (end.Count, end.Handles.Count, end.IsEnd));
    }

    [Fact]
    public void SendWithHandles_BothEndsCloseBeforeTheReceive_DescriptorIsClosedByTheKernel()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (second)
        using (first)
        {
            first.SendWithHandles("x"u8, [pipe.Writer.Descriptor]);
            string info = File.ReadAllText($"/proc/self/fdinfo/{second.Descriptor.Number}");
            if (info.Contains("scm_fds", StringComparison.Ordinal))
                Assert.Contains("scm_fds: 1", info, StringComparison.Ordinal);
            pipe.Writer.Dispose();
        }

        // The writer that was on its way is gone: the pipe has ended.
        Assert.Equal(0, pipe.Reader.Read(new byte[1]));
    }

    [Fact]
    public void ReceiveWithHandles_AtTheDescriptorLimit_TruncationIsSaid()
    {
        using Peer peer = Peer.StartDotnetLimited(256, ReceiveAtTheLimit);
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task Handles_64ConcurrentSenders_EachArrivesWithItsMessage()
    {
        int rounds = TestLoad.Rounds(64 * 200) / 64;
        using UnixSocket receiver = UnixSocket.BindDatagram(_address);
        int before = OpenDescriptors.Count();
        Task[] senders = [.. Enumerable.Range(0, 64).Select(sender => Task.Factory.StartNew(() => SendNumbered(sender, rounds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        int[] next = new int[64];
        byte[] buffer = new byte[8];
        for (int i = 0; i < 64 * rounds; i++)
        {
            using UnixReceived received = i % 2 == 0 ? receiver.ReceiveWithHandles(buffer, 2) : await receiver.ReceiveWithHandlesAsync(buffer, 2);
            (int sender, int number) = (BitConverter.ToInt32(buffer), BitConverter.ToInt32(buffer, 4));
            Assert.Equal(next[sender]++, number);
            using var pipe = new PipeReadEnd(Assert.Single(received.Handles).Duplicate());
            byte[] inside = new byte[8];
            pipe.ReadExactly(inside);
            Assert.Equal(buffer, inside);
        }

        await Task.WhenAll(senders);
        Assert.InRange(OpenDescriptors.Count(), 0, before);
    }

    private void SendNumbered(int sender, int rounds)
    {
        using UnixSocket socket = UnixSocket.CreateDatagram();
        for (int number = 0; number < rounds; number++)
        {
            byte[] message = [.. BitConverter.GetBytes(sender), .. BitConverter.GetBytes(number)];
            using AnonymousPipe pipe = AnonymousPipe.Create();
            pipe.Writer.Write(message);
            socket.SendWithHandles(message, [pipe.Reader.Descriptor], _address);
        }
    }

    private static void ReceiveAtTheLimit(string[] arguments)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            // The first time with room for all: what the runtime loads for it needs descriptors too.
            Assert.Equal((1, 3, false), ReceiveThree(first, second, atLimit: false));
            Assert.Equal((1, 1, true), ReceiveThree(first, second, atLimit: true));
        }
    }

    private static (int Count, int Handles, bool Truncated) ReceiveThree(UnixSocket first, UnixSocket second, bool atLimit)
    {
        first.SendWithHandles("x"u8, [first.Descriptor, first.Descriptor, first.Descriptor]);
        var filler = new List<SafeFileDescriptor>();
        while (LibC.fcntl(first.Descriptor, LibC.F_DUPFD_CLOEXEC, 0) is var more and >= 0)
        {
            filler.Add(new SafeFileDescriptor(more));
            if (!atLimit && filler.Count == 10)
                break;
        }

        filler[^1].Dispose();
        (int, int, bool) answer;
        using (UnixReceived received = second.ReceiveWithHandles(new byte[1]))
            answer = (received.Count, received.Handles.Count, received.HandlesTruncated);
        filler.ForEach(static descriptor => descriptor.Dispose());
        return answer;
    }
}
