using System.Globalization;

namespace Causeway.Tests.Sockets;

/// <summary>No descriptor of a socket comes into a program that this process starts by other means than this library.</summary>
public sealed class CloseOnExecTests : IDisposable
{
    /// <summary>O_CLOEXEC, as proc_pid_fdinfo(5) prints flags.</summary>
    private const int CloseOnExec = 0x80000;

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(UnixSocketType.Stream)]
    [InlineData(UnixSocketType.SeqPacket)]
    public async Task Connections_AreClosedOnExec(UnixSocketType type)
    {
        var address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));
        using UnixSocketListener listener = UnixSocketListener.Listen(address, type);
        using UnixSocket first = UnixSocket.Connect(address, type);
        using UnixSocket second = await UnixSocket.ConnectAsync(address, type);
        using UnixSocket accepted = listener.Accept();
        using UnixSocket acceptedToo = await listener.AcceptAsync();
        using SafeFileDescriptor duplicate = first.Descriptor.Duplicate();
        Assert.All([listener.Descriptor, first.Descriptor, second.Descriptor, accepted.Descriptor, acceptedToo.Descriptor, duplicate], AssertCloseOnExec);
    }

    [Fact]
    public void Datagrams_Pairs_AndTheSocketOfNotifications_AreClosedOnExec()
    {
        using UnixSocket datagram = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(_directory.PathOf("socket")));
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        using (PosixMessageQueueNotifier notifier = PosixMessageQueueNotifier.Open())
            Assert.All([datagram.Descriptor, first.Descriptor, second.Descriptor, notifier.Socket], AssertCloseOnExec);
    }

    private static void AssertCloseOnExec(SafeFileDescriptor descriptor)
    {
        string flags = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor.Number}")).Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        Assert.NotEqual(0, Convert.ToInt32(flags.Split('\t')[1], 8) & CloseOnExec);
    }
}
