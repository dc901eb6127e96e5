using System.Runtime.InteropServices;
using Causeway.Messaging.Meeting;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>A connector of a test's own: speaks the protocol as far as the test wants.</summary>
internal sealed class RawConnector : IDisposable
{
    public RawConnector(UnixSocketAddress address) => Socket = UnixSocket.Connect(address, UnixSocketType.SeqPacket);

    public UnixSocket Socket { get; }

    /// <summary>A Hello as it should be.</summary>
    public static byte[] GoodHello => new Hello(Hello.CurrentVersion, 1, 0, MeetingFlags.None).ToBytes();

    /// <summary>Goes through the meeting; what came along is closed.</summary>
    public RawConnector Meet()
    {
        Socket.Send(GoodHello);
        byte[] answer = new byte[64];
        using UnixReceived received = Socket.ReceiveWithHandles(answer);
        Assert.True(Welcome.TryRead(answer.AsSpan(0, received.Count), out Welcome welcome));
        Assert.Equal(MeetingStatus.Ok, welcome.Status);
        return this;
    }

    /// <summary>Sends bytes, with handles where there are any.</summary>
    public void Say(ReadOnlySpan<byte> message, params SafeHandle[] handles)
    {
        if (handles.Length == 0)
            Socket.Send(message);
        else
            Socket.SendWithHandles(message, handles);
    }

    /// <summary>Waits until the other end has closed; what it says before does not count.</summary>
    public void WaitForHangUp()
    {
        byte[] room = new byte[2048];
        while (true)
        {
            try
            {
                using UnixReceived received = Socket.ReceiveWithHandles(room);
                if (received.IsEnd)
                    return;
            }
            catch (SyscallException reset) when (reset.Errno == Errno.ECONNRESET)
            {
                // It had not read all: its end comes next.
            }
        }
    }

    public void Dispose() => Socket.Dispose();
}
