using System.Globalization;
using System.Runtime.InteropServices;
using Causeway.Messaging.Tests.Meeting;

namespace Causeway.Messaging.Tests.Load;

/// <summary>So many messages that whatever goes wrong once in a while goes wrong.</summary>
public sealed class ManyMessagesTests : IDisposable
{
    private const int MostWords = 8;

    /// <summary>So many messages are received in place, then as many by copying them.</summary>
    private const int Stretch = 1 << 12;
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void MillionsFromAnotherProcess_AllArrive_InOrder_AsTheyWereSent()
    {
        long count = TestLoad.IsLong ? 1_000_000_000 : 10_000_000;
        using var listener = SharedConnectionListener.Listen("many", Options(_domain.Domain));
        using var sender = Peer.StartDotnet(SendInPeer, _domain.Path, count.ToString(CultureInfo.InvariantCulture));
        using SharedConnection connection = listener.Accept();
        byte[] buffer = new byte[MostWords * sizeof(ulong)];
        for (long number = 0; number < count; number++)
        {
            if ((number & Stretch) != 0)
            {
                CheckOne(buffer.AsSpan(0, connection.Receive(buffer)), number);
                continue;
            }

            using MessageLease message = connection.Receive();
            CheckOne(message.Span, number);
        }

        Assert.Throws<PeerClosedException>(() => connection.Receive());
        sender.ExpectSuccess();
    }

    private static void SendInPeer(string[] arguments)
    {
        using var connection = SharedConnection.Connect("many", Options(Domain.Open(arguments[0])));
        long count = long.Parse(arguments[1], CultureInfo.InvariantCulture);
        Span<ulong> words = stackalloc ulong[MostWords];
        for (long number = 0; number < count; number++)
        {
            int length = LengthOf(number);
            for (int i = 0; i < length; i++)
                words[i] = WordOf(number, i);
            connection.Send(MemoryMarshal.AsBytes(words[..length]));
        }
    }

    private static void CheckOne(ReadOnlySpan<byte> message, long number)
    {
        if (!IsRight(message, number))
            Assert.Fail($"message {number} is {Convert.ToHexString(message)}");
    }

    private static bool IsRight(ReadOnlySpan<byte> message, long number)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(message);
        if (message.Length != LengthOf(number) * sizeof(ulong))
            return false;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] != WordOf(number, i))
                return false;
        }

        return true;
    }

    private static int LengthOf(long number) => (int)((ulong)number % MostWords) + 1;

    private static ulong WordOf(long number, int word) => unchecked((((ulong)number + 1) * 0x9E37_79B9_7F4A_7C15) + (ulong)word);

    private static SharedConnectionOptions Options(Domain domain) => new() { Domain = domain, Priority = SharedConnectionPriority.Throughput };
}
