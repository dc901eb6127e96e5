using Causeway.Sys;

namespace Causeway.Tests.Sockets;

public sealed class SocketActivationTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TakeListener_StartedWithSockets_IsTheNamedOne()
    {
        using UnixSocketListener other = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_directory.PathOf("other")));
        using UnixSocketListener control = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_directory.PathOf("control")), UnixSocketType.SeqPacket);
        using Peer peer = StartActivated(Serve, "$$", "other:control", other.Descriptor, control.Descriptor);
        using UnixSocket client = UnixSocket.Connect(control.Address, UnixSocketType.SeqPacket);
        byte[] answer = new byte[20];
        Assert.Equal("hello"u8, answer.AsSpan(0, client.Receive(answer)));
        peer.ExpectSuccess();
        Assert.True(File.Exists(_directory.PathOf("control")));
    }

    [Fact]
    public void TakeDescriptors_ForAnotherProcess_AreLeftAlone()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        using Peer peer = StartActivated(ExpectNone, "1", "", pipe.Reader.Descriptor);
        peer.ExpectSuccess();
    }

    [Fact]
    public void TakeDescriptors_EachKind_IsSaid()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        using UnixSocket datagram = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(_directory.PathOf("datagram")));
        using SafeFileDescriptor place = Fifo.OpenDirectory(_directory.PathOf("."));
        using Peer peer = StartActivated(ExpectEachKind, "$$", "pipe", pipe.Reader.Descriptor, datagram.Descriptor, place);
        peer.ExpectSuccess();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void TakeDescriptors_MorePromisedThanThereAre_IsEbadfAndNothingIsTakenOver(int promised)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        using Peer peer = Start(ExpectBadDescriptor, "$$", promised, "", pipe.Reader.Descriptor);
        peer.ExpectSuccess();
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(99_999_999_999)]
    public void TakeDescriptors_NumberOutOfRange_IsRefused(long promised)
    {
        using Peer peer = Start(ExpectOutOfRange, "$$", promised, "");
        peer.ExpectSuccess();
    }

    private static Peer StartActivated(Delegate method, string processId, string names, params SafeFileDescriptor[] descriptors) =>
        Start(method, processId, descriptors.Length, names, descriptors);

    private static Peer Start(Delegate method, string processId, long promised, string names, params SafeFileDescriptor[] descriptors)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method);
        string script = $"export LISTEN_PID={processId} LISTEN_FDS={promised} LISTEN_FDNAMES={names}; exec \"$0\" \"$@\"";
        var shell = new ChildProcessOptions("sh", ["-c", script, options.Program, .. options.Arguments]);
        for (int i = 0; i < descriptors.Length; i++)
            shell.Descriptors[3 + i] = descriptors[i];
        return Peer.Start(shell);
    }

    private static void Serve(string[] arguments)
    {
        using UnixSocketListener? listener = SocketActivation.TakeListener("control");
        Assert.NotNull(listener);
        Assert.Equal(UnixSocketType.SeqPacket, listener.Type);
        Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(listener.Descriptor, LibC.F_GETFD, 0));
        Assert.Null(Environment.GetEnvironmentVariable("LISTEN_FDS"));
        Assert.Empty(SocketActivation.TakeDescriptors());
        using UnixSocket connection = listener.Accept();
        connection.Send("hello"u8);
    }

    private static void ExpectNone(string[] arguments)
    {
        Assert.Empty(SocketActivation.TakeDescriptors(unsetEnvironment: false));
        Assert.Equal("1", Environment.GetEnvironmentVariable("LISTEN_FDS"));
    }

    private static void ExpectOutOfRange(string[] arguments) =>
        Assert.Contains("not a number from 0 to 2147483647", Assert.Throws<FormatException>(() => SocketActivation.TakeDescriptors()).Message, StringComparison.Ordinal);

    private static void ExpectBadDescriptor(string[] arguments)
    {
        Assert.Equal(Errno.EBADF, Assert.Throws<SyscallException>(() => SocketActivation.TakeDescriptors()).Errno);

        // Most of those that were promised are the runtime's own: a finalizer must not close them.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var first = new SafeFileDescriptor(3, ownsDescriptor: false);
        Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(first, LibC.F_GETFD, 0));
    }

    private static void ExpectEachKind(string[] arguments)
    {
        IReadOnlyList<InheritedDescriptor> all = SocketActivation.TakeDescriptors();
        Assert.Equal([("pipe", null, false), ("unknown", UnixSocketType.Datagram, false), ("unknown", null, false)], all.Select(one => (one.Name, one.UnixType, one.IsUnixListener)));
        using UnixSocket socket = UnixSocket.FromDescriptor(all[1].Descriptor);
        Assert.Contains("no UNIX socket", Assert.Throws<ArgumentException>(() => UnixSocket.FromDescriptor(all[2].Descriptor)).Message, StringComparison.Ordinal);
        all[0].Descriptor.Dispose();
        all[2].Descriptor.Dispose();
    }
}
