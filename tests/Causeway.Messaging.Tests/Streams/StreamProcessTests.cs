using System.Globalization;
using System.Security.Cryptography;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Tests;

namespace Causeway.Messaging.Tests.Streams;

/// <summary>Streams between two processes.</summary>
public sealed class StreamProcessTests : IDisposable
{
    private const int Rounds = 1000;

    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task Bytes_ToAnotherProcessAndBack_AreTheSame()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("bytes", _domain.Options with { Mode = SharedConnectionMode.Stream });
        using Peer peer = Peer.StartDotnet(EchoInPeerAsync, _domain.Path, "bytes");
        using SharedConnection connection = listener.Accept();
        SharedConnectionStream stream = connection.GetStream();
        byte[] sent = StreamPair.Bytes(3_000_000);
        Task writing = StreamPair.OnThread(() =>
        {
            stream.Write(sent);
            stream.CompleteSending();
        });

        byte[] back = new byte[sent.Length];
        stream.ReadExactly(back);
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(back));
        Assert.Equal(0, stream.Read(back));
        await writing;
        peer.ExpectSuccess();
    }

    [Fact]
    public void Read_PeerKilled_GetsWhatWasWritten_ThenSaysDied()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("bytes", _domain.Options with { Mode = SharedConnectionMode.Stream });
        using Peer peer = Peer.StartDotnet(WriteAndHangInPeer, _domain.Path, "bytes");
        using SharedConnection connection = listener.Accept();
        SharedConnectionStream stream = connection.GetStream();
        peer.Expect("written");
        peer.Process.Kill();
        byte[] buffer = new byte[100];

        Assert.Equal(4, stream.Read(buffer, 0, 4));
        Assert.Equal(6, stream.Read(buffer, 4, 96));
        Assert.Equal("last words"u8, buffer.AsSpan(0, 10));
        Assert.Throws<PeerDiedException>(() => stream.Read(buffer));
        Assert.Throws<PeerDiedException>(() => stream.Write(buffer));
    }

    [OptimizedFact]
    public void ReadsAndWritesThatWait_AllocateNothing()
    {
        using Peer peer = Peer.StartDotnet(MeasureAsync);
        long bytes = long.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);

        // The runtime allocates a little for itself now and then; one object for each message would be 24 bytes a round.
        Assert.True(bytes < 12 * Rounds, $"{bytes} bytes");
        peer.ExpectSuccess();
    }

    private static async Task EchoInPeerAsync(string[] arguments)
    {
        using SharedConnection connection = await SharedConnection.ConnectAsync(arguments[1], MeetingDomain.OptionsOf(arguments[0]) with { Mode = SharedConnectionMode.Stream });
        SharedConnectionStream stream = connection.GetStream();
        await stream.CopyToAsync(stream);
        stream.CompleteSending();
    }

    private static void WriteAndHangInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect(arguments[1], MeetingDomain.OptionsOf(arguments[0]) with { Mode = SharedConnectionMode.Stream });
        connection.GetStream().Write("last words"u8);
        Console.WriteLine("written");
        Thread.Sleep(Timeout.Infinite);
    }

    private static async Task MeasureAsync(string[] arguments)
    {
        using StreamPair pair = new();
        byte[] buffer = new byte[64];
        byte[] other = new byte[64];
        ProcessAllocations allocated = new(Rounds);
        for (int i = 0; i < allocated.Total; i++)
        {
            ValueTask<int> reading = pair.Two.ReadAsync(buffer);
            await pair.One.WriteAsync(other);
            int there = await reading;
            pair.Two.Write(buffer);

            // An assertion of xunit's allocates.
            if (there != buffer.Length || pair.One.Read(other) != other.Length)
                throw new InvalidDataException("bytes are missing");
            allocated.Did(i);
        }

        Console.WriteLine(allocated.Least.ToString(CultureInfo.InvariantCulture));
    }
}
