using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Sockets;

public sealed class UnixBindTests : IDisposable
{
    private static readonly PerArchitecture s_flock = new(X64: 73, Arm64: 32);
    private readonly TestDirectory _directory = new();
    private readonly UnixSocketAddress _address;

    public UnixBindTests() => _address = UnixSocketAddress.FromPath(_directory.PathOf("socket"));

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0x1FF, 0x3F)]
    [InlineData(0x1B6, 0x1FF)]
    [InlineData(0x180, 0)]
    [InlineData(0x1B0, 0x12)]
    [InlineData(0, 0)]
    public void Listen_Permissions_AreExactWhateverTheUmask(int permissions, int umask)
    {
        uint before = LibC.umask((uint)umask);
        try
        {
            var options = new UnixBindOptions { Permissions = (UnixFileMode)permissions };
            using UnixSocketListener listener = UnixSocketListener.Listen(_address, options: options);
            Assert.Equal((UnixFileMode)permissions, File.GetUnixFileMode(_address.Path!));

            // The socket's own came first, of which the path got no more than these.
            Assert.Equal((UnixFileMode)permissions, ModeOf(listener.Descriptor));
            using UnixSocket datagram = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(_directory.PathOf("datagram")), options);
            Assert.Equal((UnixFileMode)permissions, File.GetUnixFileMode(_directory.PathOf("datagram")));
        }
        finally
        {
            _ = LibC.umask(before);
        }
    }

    [Fact]
    public void Bind_PermissionsWhileThePathAppears_AreNeverMore()
    {
        // The permissions as bind(2) itself leaves them, before anything could be changed by path.
        using var socket = new SafeFileDescriptor(LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0));
        uint before = LibC.umask(0);
        try
        {
            Assert.Equal(0, LibC.fchmod(socket, 0x180));
            SocketCalls.Bind(socket, _address);
            Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(_address.Path!));
        }
        finally
        {
            _ = LibC.umask(before);
        }
    }

    [Fact]
    public void Bind_PermissionsOfAnAbstractName_AreRefused()
    {
        var options = new UnixBindOptions { Permissions = (UnixFileMode)0x180, ReplaceStale = true };
        UnixSocketAddress name = UnixSocketAddress.FromAbstractName($"causeway-{Guid.NewGuid():N}");
        Assert.Throws<ArgumentException>(() => UnixSocketListener.Listen(name, options: options));
        Assert.Throws<ArgumentOutOfRangeException>(() => UnixSocketListener.Listen(_address, options: new UnixBindOptions { Permissions = (UnixFileMode)0x800 }));
        Assert.False(File.Exists(_address.Path));
    }

    [Fact]
    public void Bind_DotDotBehindALink_IsTheKernelsDirectoryThroughout()
    {
        // real/s for the kernel, which follows the link first; s beside the link for who shortens the text.
        Directory.CreateDirectory(_directory.PathOf("real/sub"));
        File.CreateSymbolicLink(_directory.PathOf("link"), "real/sub");
        string real = _directory.PathOf("real/s");
        UnixSocketAddress address = UnixSocketAddress.FromPath(_directory.PathOf("link/../s"));
        var options = new UnixBindOptions { Permissions = (UnixFileMode)0x1FF, ReplaceStale = true };
        Leave(UnixSocketAddress.FromPath(real));
        uint before = LibC.umask(0x12);
        try
        {
            using (UnixSocketListener listener = UnixSocketListener.Listen(address, options: options))
                Assert.Equal((UnixFileMode)0x1FF, File.GetUnixFileMode(real));
            Assert.False(File.Exists(real));
            Leave(UnixSocketAddress.FromPath(real));
            Assert.True(UnixSocket.TryDeleteStale(address.Path!));
            Assert.False(File.Exists(real));

            // Whoever replaces a path there by another spelling waits for the same lock.
            using var place = PathPlace.Of(address.Path!, "bind");
            using FileLock alone = DirectoryLock.Take(place);
            using FileLock same = FileLock.Open(_directory.PathOf("real"));
            Assert.False(same.TryLock());
        }
        finally
        {
            _ = LibC.umask(before);
        }
    }

    [Fact]
    public void Dispose_DirectoryMovedMeanwhile_RemovesItsOwnPathAlone()
    {
        Directory.CreateDirectory(_directory.PathOf("before"));
        UnixSocketAddress address = UnixSocketAddress.FromPath(_directory.PathOf("before/s"));
        UnixSocketListener listener = UnixSocketListener.Listen(address);
        Directory.Move(_directory.PathOf("before"), _directory.PathOf("after"));
        Directory.CreateDirectory(_directory.PathOf("before"));
        using UnixSocketListener other = UnixSocketListener.Listen(address);
        listener.Dispose();
        Assert.False(File.Exists(_directory.PathOf("after/s")));
        Assert.True(File.Exists(address.Path));
    }

    [Fact]
    public void Bind_PathLedElsewhereMeanwhile_IsSaid()
    {
        using var place = PathPlace.Of(_address.Path!, "bind");
        Assert.Contains("while it was bound", Assert.Throws<IOException>(() => new BoundPath(place)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_directory.PathOf("moved"));
        using var moved = new PathPlace(place.Directory, "x", _directory.PathOf("moved/x"), ownsDirectory: false);
        Assert.Contains("another directory", Assert.Throws<IOException>(() => DirectoryLock.Take(moved)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixSocketType.Stream)]
    [InlineData(UnixSocketType.SeqPacket)]
    [InlineData(UnixSocketType.Datagram)]
    public void ReplaceStale_OwnerWasKilled_PathIsTakenOver(UnixSocketType type)
    {
        using (Peer peer = Peer.StartDotnet(BindAndSay, _address.Path!, type.ToString()))
        {
            peer.Expect("bound");
            Assert.Equal(Errno.EADDRINUSE, Assert.Throws<SyscallException>(() => Bind(type, _address)).Errno);
        }

        Assert.True(File.Exists(_address.Path));
        using (Bind(type, _address))
            Assert.True(File.Exists(_address.Path));
        Assert.False(File.Exists(_address.Path));
    }

    [Fact]
    public void ReplaceStale_NoSocket_IsRefusedAndStays()
    {
        File.WriteAllText(_address.Path!, "mine");
        Assert.Equal(Errno.EADDRINUSE, Assert.Throws<SyscallException>(() => Bind(UnixSocketType.Stream, _address)).Errno);
        Assert.Equal("mine", File.ReadAllText(_address.Path!));
    }

    [Fact]
    public void ReplaceStale_ManyStartersAtOnce_OneGetsThePathAndKeepsIt()
    {
        foreach (int round in TestLoad.Choose(200))
        {
            UnixSocketAddress address = UnixSocketAddress.FromPath(_directory.PathOf(round.ToString(CultureInfo.InvariantCulture)));
            Leave(address);
            var winners = new System.Collections.Concurrent.ConcurrentBag<UnixSocketListener>();
            using var start = new Barrier(4);
            Thread[] starters = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    winners.Add((UnixSocketListener)Bind(UnixSocketType.Stream, address));
                }
                catch (SyscallException lost) when (lost.Errno == Errno.EADDRINUSE)
                {
                    // Another was first.
                }
            }))];
            Array.ForEach(starters, static starter => starter.Start());
            Array.ForEach(starters, static starter => starter.Join());
            using UnixSocketListener winner = Assert.Single(winners);
            using UnixSocket client = UnixSocket.Connect(address);
            using UnixSocket accepted = winner.Accept();
        }
    }

    [Fact]
    public void ReplaceStale_AnotherReplacesItMeanwhile_IsRefusedAndThatOneStays()
    {
        Leave(_address);
        using var place = PathPlace.Of(_address.Path!, "bind");
        using FileLock alone = DirectoryLock.Take(place);
        Exception? refusal = null;
        var late = new Thread(() => refusal = Record.Exception(() => Bind(UnixSocketType.Stream, _address)));
        late.Start();
        Assert.True(SpinWait.SpinUntil(() => BlockedThread.CountIn(s_flock) == 1, Watchdog.Limit));
        Assert.True(StalePath.Delete(_address, place));
        using UnixSocketListener live = UnixSocketListener.Listen(_address);
        alone.Dispose();
        late.Join();
        Assert.Equal(Errno.EADDRINUSE, Assert.IsType<SyscallException>(refusal).Errno);
        using UnixSocket client = UnixSocket.Connect(_address);
        using UnixSocket accepted = live.Accept();
    }

    [Fact]
    public void Bind_Unnamed_KernelChoosesAnAbstractName()
    {
        using UnixSocket socket = UnixSocket.BindDatagram(UnixSocketAddress.Unnamed);
        Assert.True(socket.LocalAddress.IsAbstract);
        Assert.Equal(6, socket.LocalAddress.ToString().Length);
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.Unnamed);
        using UnixSocket client = UnixSocket.Connect(listener.Address);
    }

    [Fact]
    public void FromAbstractName_LimitsAndNul_AreExplained()
    {
        ArgumentException path = Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromPath("a\0b"));
        Assert.Contains("NUL", path.Message, StringComparison.Ordinal);
        ArgumentException name = Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromAbstractName(new string('x', 108)));
        Assert.Contains("107 after the NUL", name.Message, StringComparison.Ordinal);
        using UnixSocket embedded = UnixSocket.BindDatagram(UnixSocketAddress.FromAbstractName($"causeway\0{Guid.NewGuid():N}"));
        Assert.Contains("causeway@", embedded.LocalAddress.ToString(), StringComparison.Ordinal);
    }

    private static unsafe UnixFileMode ModeOf(SafeFileDescriptor socket)
    {
        LibC.statx_t status;
        Assert.Equal(0, LibC.statx(socket, &status));
        return (UnixFileMode)(status.stx_mode & 0x1FF);
    }

    private static IDisposable Bind(UnixSocketType type, UnixSocketAddress address)
    {
        var options = new UnixBindOptions { ReplaceStale = true };
        return type == UnixSocketType.Datagram ? UnixSocket.BindDatagram(address, options) : UnixSocketListener.Listen(address, type, options: options);
    }

    /// <summary>What a killed listener leaves: a path whose socket is closed.</summary>
    private void Leave(UnixSocketAddress address)
    {
        using (UnixSocketListener.Listen(address))
            File.Move(address.Path!, _directory.PathOf("aside"));
        File.Move(_directory.PathOf("aside"), address.Path!);
    }

    private static void BindAndSay(string[] arguments)
    {
        using IDisposable bound = Bind(Enum.Parse<UnixSocketType>(arguments[1]), UnixSocketAddress.FromPath(arguments[0]));
        Console.WriteLine("bound");
        Console.ReadLine();
    }
}
