using System.Net.Sockets;
using Causeway.Sys;
using Causeway.Tests.Named;

namespace Causeway.Tests.Sockets;

/// <summary>accept(2) at a socket that does not listen, or listens no more.</summary>
public sealed class UnixNotListeningTests
{
    public static TheoryData<UnixSocketType> Types => [UnixSocketType.Stream, UnixSocketType.SeqPacket];

    [Theory]
    [MemberData(nameof(Types))]
    public void FromDescriptor_BoundAndNotListening_IsRefusedAndLeftAsItWas(UnixSocketType type)
    {
        using SafeFileDescriptor bound = SocketCalls.Create(type);
        SocketCalls.Bind(bound, UnixSocketAddress.Unnamed);
        var refused = Assert.Throws<ArgumentException>(() => UnixSocketListener.FromDescriptor(bound));
        Assert.Equal("descriptor", refused.ParamName);
        Assert.Contains("does not listen: use UnixSocket.FromDescriptor", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, LibC.fcntl(bound, LibC.F_GETFL, 0) & LibC.O_NONBLOCK);
        using UnixSocket socket = UnixSocket.FromDescriptor(bound);
        Assert.Equal(type, socket.Type);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Accept_ShutDown_IsEinvalAndSaysSo(UnixSocketType type)
    {
        foreach (SocketShutdown how in new[] { SocketShutdown.Receive, SocketShutdown.Both })
        {
            using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.Unnamed, type);
            using UnixSocket early = UnixSocket.Connect(listener.Address, type);
            ShutDown(listener, how);
            listener.Accept().Dispose();
            ExpectEinval(Assert.Throws<SyscallException>(() => listener.TryAccept(out _)), listener);
            ExpectEinval(Assert.Throws<SyscallException>(() => listener.Accept()), listener);
            ExpectEinval(await Assert.ThrowsAsync<SyscallException>(async () => await listener.AcceptAsync()), listener);
        }
    }

    [Fact]
    public async Task Accept_ShutDownWhileItWaits_EndsWithEinval()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.Unnamed);
        Task<UnixSocket> awaited = listener.AcceptAsync().AsTask();
        int thread = 0;
        Task<UnixSocket> blocked = OwnThread.Start(() =>
        {
            Volatile.Write(ref thread, LibC.gettid());
            return listener.Accept();
        });
        BlockedThread.WaitUntilIn(BlockedThread.Poll, () => Volatile.Read(ref thread));
        Assert.False(awaited.IsCompleted);
        ShutDown(listener, SocketShutdown.Both);
        ExpectEinval(await Assert.ThrowsAsync<SyscallException>(() => blocked), listener);
        ExpectEinval(await Assert.ThrowsAsync<SyscallException>(() => awaited), listener);
    }

    private static void ShutDown(UnixSocketListener listener, SocketShutdown how) => Assert.Equal(0, LibC.shutdown(listener.Descriptor, (int)how));

    private static void ExpectEinval(SyscallException failure, UnixSocketListener listener)
    {
        Assert.Equal((Errno.EINVAL, "accept4", listener.Address.ToString()), (failure.Errno, failure.Operation, failure.ObjectName));
        Assert.Contains("it listens no more", failure.Message, StringComparison.Ordinal);
    }
}
