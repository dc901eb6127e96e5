using System.Text;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Two processes meet, talk and part.</summary>
public sealed class ConnectTests : IDisposable
{
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Connect_ToAnotherProcess_CarriesMessagesBothWays()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);
        using Peer peer = Peer.StartDotnet(EchoInPeer, _domain.Path, "orders");
        using SharedConnection connection = listener.Accept();

        Assert.Equal(peer.Process.Id, connection.Peer.ProcessId);
        for (int i = 0; i < 1000; i++)
        {
            connection.Send(Encoding.UTF8.GetBytes($"message {i}"));
            using MessageLease answer = connection.Receive();
            Assert.Equal($"message {i}", Encoding.UTF8.GetString(answer.Span));
        }

        connection.CompleteSending();
        Assert.Throws<PeerClosedException>(() => connection.Receive());
        peer.ExpectSuccess();
    }

    [Fact]
    public void Receive_PeerKilled_GetsWhatWasCommitted_ThenSaysDied()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);
        using Peer peer = Peer.StartDotnet(SayAndHangInPeer, _domain.Path, "orders");
        using SharedConnection connection = listener.Accept();
        peer.Expect("said");
        peer.Process.Kill();

        using (MessageLease last = connection.Receive())
            Assert.Equal("last words", Encoding.UTF8.GetString(last.Span));
        Assert.Throws<PeerDiedException>(() => connection.Receive());
        Assert.Equal(SharedConnectionState.PeerDied, connection.State);
        Assert.Throws<PeerDiedException>(() => connection.Send("to nobody"u8));
    }

    private static void EchoInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect(arguments[1], MeetingDomain.OptionsOf(arguments[0]));
        try
        {
            while (true)
            {
                using MessageLease message = connection.Receive();
                connection.Send(message.Span);
            }
        }
        catch (PeerClosedException)
        {
            // It has completed its sending.
        }
    }

    private static void SayAndHangInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect(arguments[1], MeetingDomain.OptionsOf(arguments[0]));
        connection.Send("last words"u8);
        Console.WriteLine("said");
        Thread.Sleep(Timeout.Infinite);
    }
}
