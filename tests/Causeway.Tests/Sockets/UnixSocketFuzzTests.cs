using System.Runtime.InteropServices;

namespace Causeway.Tests.Sockets;

/// <summary>
/// Random sizes, types, handles and closes: every call ends, with what it says or an exception that it names, what arrives is what
/// was sent, and nothing stays open.
/// </summary>
public sealed class UnixSocketFuzzTests
{
    [Fact]
    public async Task Conversations_AnySizesTypesAndCloses_EndAndLeaveNothing()
    {
        Random random = TestLoad.NewRandom();
        int before = int.MaxValue;
        int rounds = TestLoad.Rounds(4000);
        for (int round = 0; round < rounds; round++)
        {
            // The first rounds open what the process keeps: the reactor's epoll and the runtime's own.
            if (round == rounds / 4)
                before = OpenDescriptors.Count();
            var type = new[] { UnixSocketType.Stream, UnixSocketType.Datagram, UnixSocketType.SeqPacket }[random.Next(3)];
            await ConverseAsync(type, random.Next(), random.Next());
        }

        // The reactor lets go of what was closed a moment later, at the first count too.
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= before, Watchdog.Limit), $"{OpenDescriptors.Count()} descriptors, {before} before");
    }

    [Fact]
    public void Names_AnyBytesAndLengths_AreBoundAsTheyAreOrRefusedBefore()
    {
        Random random = TestLoad.NewRandom();
        using var directory = new TestDirectory();
        for (int round = 0; round < TestLoad.Rounds(4000); round++)
        {
            byte[] name = new byte[random.Next(0, 120)];
            random.NextBytes(name);
            if (name.Length is 0 or > UnixSocketAddress.MaxBytes)
            {
                Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromAbstractName(name));
                continue;
            }

            // Its end is one that nobody else has; a short name might be another's.
            if (name.Length < 16)
                continue;
            Guid.NewGuid().TryWriteBytes(name.AsSpan(name.Length - 16));
            UnixSocketAddress address = UnixSocketAddress.FromAbstractName(name);
            using UnixSocket socket = UnixSocket.BindDatagram(address);
            Assert.Equal(address, socket.LocalAddress);

            string path = directory.PathOf(string.Concat(Enumerable.Range(0, random.Next(1, 90)).Select(_ => (char)random.Next(0x30, 0x250))));
            if (System.Text.Encoding.UTF8.GetByteCount(path) > UnixSocketAddress.MaxBytes)
            {
                Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromPath(path));
                continue;
            }

            using UnixSocket bound = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(path));
            Assert.Equal(path, bound.LocalAddress.Path);
        }
    }

    private static async Task ConverseAsync(UnixSocketType type, int senderSeed, int receiverSeed)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            Task sending = Task.Run(() => SendAsync(first, new Random(senderSeed)));
            await ReceiveAsync(second, new Random(receiverSeed));
            await sending;
        }
    }

    private static async Task SendAsync(UnixSocket socket, Random random)
    {
        try
        {
            for (int left = random.Next(30), at = 0; left > 0; left--)
            {
                byte[] data = new byte[random.Next(1, random.Next(4) == 0 ? 70_000 : 300)];
                for (int i = 0; i < data.Length; i++)
                    data[i] = ByteAt(at + i);
                at = socket.Type == UnixSocketType.Stream ? at + data.Length : 0;
                SafeHandle[] handles = [.. Enumerable.Repeat(socket.Descriptor, random.Next(6))];
                switch (random.Next(5))
                {
                    case 0: socket.Send(data, TimeSpan.FromMilliseconds(100)); break;
                    case 1: await socket.SendAsync(data); break;
                    case 2: socket.SendWithHandles(data, handles, timeout: TimeSpan.FromMilliseconds(100)); break;
                    case 3: await socket.SendWithHandlesAsync(data, handles); break;
                    default: socket.SendWithCredentials(data, UnixCredentials.Current, handles, timeout: TimeSpan.FromMilliseconds(100)); break;
                }
            }
        }
        catch (Exception expected) when (IsNamed(expected))
        {
            // The peer is gone, or takes nothing any more.
        }

        socket.Dispose();
    }

    private static async Task ReceiveAsync(UnixSocket socket, Random random)
    {
        // A datagram socket has no end; and descriptors that are on their way may hold this one's peer open.
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        try
        {
            socket.ReceivesCredentials = random.Next(2) == 0;
            for (int left = random.Next(40), at = 0; left > 0; left--)
            {
                int count;
                byte[] buffer = new byte[random.Next(1, 70_000)];
                switch (random.Next(5))
                {
                    case 0: count = socket.Receive(buffer, cancellationToken: patience.Token); break;
                    case 1: count = await socket.ReceiveAsync(buffer, patience.Token); break;
                    case 2:
                        using (UnixReceived received = socket.ReceiveWithHandles(buffer, random.Next(6), cancellationToken: patience.Token))
                            count = received.Count;
                        break;
                    case 3:
                        using (UnixReceived received = await socket.ReceiveWithHandlesAsync(buffer, random.Next(6), patience.Token))
                            count = received.Count;
                        break;
                    default:
                        socket.TryPeek(buffer, out count);
                        Expect(buffer.AsSpan(0, Math.Min(count, buffer.Length)), at);
                        continue;
                }

                Expect(buffer.AsSpan(0, count), at);
                at = socket.Type == UnixSocketType.Stream ? at + count : 0;
            }
        }
        catch (Exception expected) when (IsNamed(expected))
        {
            // The peer is gone, or the message was too long for the buffer, or nothing came.
        }

        socket.Dispose();
    }

    /// <summary>What stands where in a stream, or in each message.</summary>
    private static byte ByteAt(int position) => (byte)(position % 251);

    private static void Expect(ReadOnlySpan<byte> received, int at)
    {
        int wrong = 0;
        while (wrong < received.Length && received[wrong] == ByteAt(at + wrong))
            wrong++;
        Assert.Equal(received.Length, wrong);
    }

    private static bool IsNamed(Exception exception) => exception switch
    {
        SyscallException failure => failure.Errno == Errno.EPIPE || failure.Errno == Errno.ECONNRESET || failure.Errno == Errno.ECONNREFUSED
            || failure.Errno == Errno.EMSGSIZE || failure.Errno == Errno.ENOTCONN,
        TimeoutException or OperationCanceledException => true,
        _ => false,
    };
}
