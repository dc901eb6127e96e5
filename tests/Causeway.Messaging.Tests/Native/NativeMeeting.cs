using System.Globalization;

namespace Causeway.Messaging.Tests.Native;

/// <summary>This process and a program in C that have met.</summary>
internal sealed class NativeMeeting : IDisposable
{
    private NativeMeeting(SharedConnection connection, Peer peer)
    {
        Connection = connection;
        Peer = peer;
        peer.Expect($"met {connection.RingBytes}");
    }

    /// <summary>This side.</summary>
    public SharedConnection Connection { get; }

    /// <summary>The other: tests/Peers/connection.c.</summary>
    public Peer Peer { get; }

    /// <summary>Lets them meet.</summary>
    /// <param name="cListens">Who accepts.</param>
    /// <param name="ring">The size of each ring.</param>
    /// <param name="sleeps">Whether both sleep at once where they must wait, and do not look for a while.</param>
    /// <param name="mode">What is carried.</param>
    public static NativeMeeting Meet(bool cListens, int ring = 4096, bool sleeps = true, SharedConnectionMode mode = SharedConnectionMode.Messages)
    {
        string name = NativePair.NewName();
        string[] options = [name, ((int)mode).ToString(CultureInfo.InvariantCulture), ring.ToString(CultureInfo.InvariantCulture), sleeps ? "-1" : "0"];
        SharedConnectionOptions own = new() { RingBytes = ring, Mode = mode, Spin = sleeps ? TimeSpan.Zero : null };
        Peer? peer = null;
        try
        {
            if (cListens)
            {
                peer = Peer.StartC("connection", ["listen", .. options]);
                peer.Expect("listening");
                return new NativeMeeting(SharedConnection.Connect(name, own), peer);
            }

            using SharedConnectionListener listener = SharedConnectionListener.Listen(name, own);
            peer = Peer.StartC("connection", ["connect", .. options]);
            return new NativeMeeting(listener.Accept(), peer);
        }
        catch
        {
            peer?.Dispose();
            throw;
        }
    }

    /// <summary>Sends messages number first to first + count - 1.</summary>
    public void Send(int first, int count, int size)
    {
        byte[] message = new byte[size];
        for (int n = first; n < first + count; n++)
        {
            NativeMessage.Fill(message, n);
            Connection.Send(message);
        }
    }

    /// <summary>Receives messages number first to first + count - 1 and checks them.</summary>
    public void Receive(int first, int count, int size)
    {
        for (int n = first; n < first + count; n++)
        {
            using MessageLease message = Connection.Receive();
            Assert.Equal(size, message.Length);
            NativeMessage.Check(message.Span, n);
        }
    }

    public void Dispose()
    {
        Connection.Dispose();
        Peer.Dispose();
    }
}
