using System.Globalization;

namespace Causeway.Tests.Sockets;

/// <summary>In a process of its own, where nothing else allocates.</summary>
public sealed class UnixAllocationTests
{
    private const int Rounds = 1000;

    [Fact]
    public void SynchronousCalls_OfEachType_AllocateNothing()
    {
        using Peer peer = Peer.StartDotnet(Measure);
        Assert.Equal("0", peer.ReadLine());
        Assert.Equal("0", peer.ReadLine());
        Assert.Equal("0", peer.ReadLine());
        peer.ExpectSuccess();
    }

    [OptimizedFact]
    public void SendToAsync_RoomAtTheReceiver_AllocatesNothing()
    {
        using Peer peer = Peer.StartDotnet(MeasureSendTo);
        Assert.Equal("0", peer.ReadLine());
        peer.ExpectSuccess();
    }

    private static void MeasureSendTo(string[] arguments)
    {
        using UnixSocket receiver = UnixSocket.BindDatagram(UnixSocketAddress.Unnamed);
        using UnixSocket sender = UnixSocket.CreateDatagram();
        UnixSocketAddress address = receiver.LocalAddress;
        byte[] block = new byte[64];
        Console.WriteLine(Allocations.Least(Rounds, SendOne).ToString(CultureInfo.InvariantCulture));

        void SendOne()
        {
            if (!sender.SendToAsync(block, address).AsTask().IsCompletedSuccessfully || receiver.Receive(block) != block.Length)
                throw new InvalidOperationException("the datagram did not arrive");
        }
    }

    private static void Measure(string[] arguments)
    {
        foreach (UnixSocketType type in new[] { UnixSocketType.Stream, UnixSocketType.Datagram, UnixSocketType.SeqPacket })
        {
            (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
            using (first)
            using (second)
            {
                byte[] block = new byte[64];
                Console.WriteLine(Allocations.Least(Rounds, () => Exchange(first, second, block)).ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static void Exchange(UnixSocket first, UnixSocket second, byte[] block)
    {
        first.Send(block);
        first.SendWithHandles(block, [first.Descriptor]);
        if (!first.TrySend(block, out _) || second.Receive(block) != block.Length || second.Peek(block) != block.Length)
            throw new InvalidOperationException("the block did not arrive");
        if (second.Type == UnixSocketType.SeqPacket ? second.ReceiveMessage(block).Count != block.Length : second.Receive(block) != block.Length)
            throw new InvalidOperationException("the block with a descriptor did not arrive");
        using UnixReceived last = second.ReceiveWithHandles(block, 0);
        if (last.Count != block.Length)
            throw new InvalidOperationException("the last block did not arrive");
    }
}
