using System.Globalization;
using Causeway.Tests;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Where a name is, who has it, and what is left of it.</summary>
public sealed class NameTests : IDisposable
{
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Name_InTheDomain_PathOrAbstract_IsWhereItSays()
    {
        string path = Path.Combine(_domain.Path, "here");
        string unique = string.Create(CultureInfo.InvariantCulture, $"@causeway-test-{Environment.ProcessId}");
        foreach ((string name, string where) in ((string, string)[])[("orders", _domain.SocketOf("orders")), (path, path), (unique, unique)])
        {
            using SharedConnectionListener listener = SharedConnectionListener.Listen(name, _domain.Options);
            Assert.Equal(where, listener.Address.ToString());
            using SharedConnection connection = SharedConnection.Connect(name, _domain.Options);
            using SharedConnection accepted = listener.Accept();
            Assert.Equal((name, name), (connection.Name, accepted.Name));
        }

        Assert.Empty(Directory.GetFiles(_domain.Path));
    }

    [Fact]
    public void Socket_IsForItsUserAlone_WhateverRingsAreGiven()
    {
        SharedConnectionPolicy policy = SharedConnectionPolicy.SameUser.WithLargestRing(4096).WithLargestRing(1 << 20);
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options with { Policy = policy });

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_domain.SocketOf("orders")));
    }

    [Fact]
    public void Name_OfADomain_IsNoObject()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);

        Assert.Empty(_domain.Domain.List());
        Assert.Null(_domain.Domain.Find("orders"));
        Assert.False(_domain.Domain.TryDelete("orders"));
        Assert.Equal((0, 0), (_domain.Domain.Collect().Objects.Count, _domain.Domain.Collect().Doorbells));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_domain.SocketOf("orders")));
        using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options);
    }

    [Fact]
    public void Listen_NameInUse_SaysSo_AndLeavesItAlone()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);

        SyscallException inUse = Assert.Throws<SyscallException>(() => SharedConnectionListener.Listen("orders", _domain.Options));
        Assert.Equal(Errno.EADDRINUSE, inUse.Errno);
        Assert.Contains("choose another", inUse.Message, StringComparison.Ordinal);
        using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options);
    }

    [Fact]
    public void Listen_PathOfAFile_IsRefused_AndTheFileStays()
    {
        string path = Path.Combine(_domain.Path, "notes");
        File.WriteAllText(path, "mine");
        Assert.Equal(Errno.EADDRINUSE, Assert.Throws<SyscallException>(() => SharedConnectionListener.Listen(path)).Errno);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Name_OfAKilledListener_RefusesConnectors_AndTheNextListenerReplacesIt()
    {
        using (Peer peer = Peer.StartDotnet(ListenInPeer, _domain.Path))
        {
            peer.Expect("listening");
            peer.Process.Kill();
            peer.Process.WaitForExit();
        }

        Assert.Equal(Errno.ECONNREFUSED, Assert.Throws<SyscallException>(() => SharedConnection.Connect("orders", _domain.Options)).Errno);
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);
        using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options);
        Assert.Single(Directory.GetFileSystemEntries(_domain.Path));
    }

    [Fact]
    public void Collect_RemovesNamesOfKilledListeners_AndNoOthers()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("alive", _domain.Options);
        using (Peer peer = Peer.StartDotnet(ListenInPeer, _domain.Path))
        {
            peer.Expect("listening");
            peer.Process.Kill();
            peer.Process.WaitForExit();
        }

        Assert.True(File.Exists(_domain.SocketOf("orders")));
        File.WriteAllText(Path.Combine(_domain.Path, ".connection-notes"), "no socket");
        Assert.Equal(1, _domain.Domain.Collect().Doorbells);
        Assert.False(File.Exists(_domain.SocketOf("orders")));
        Assert.True(File.Exists(_domain.SocketOf("alive")));
        Assert.True(File.Exists(_domain.SocketOf("notes")));
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysWhatToDo()
    {
        SyscallException gone = Assert.Throws<SyscallException>(() => SharedConnection.Connect("orders", _domain.Options));
        Assert.Equal(Errno.ENOENT, gone.Errno);
        Assert.Contains("start the process that binds it", gone.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.ECONNREFUSED, (await Assert.ThrowsAsync<SyscallException>(async () => await SharedConnection.ConnectAsync("@causeway-test-nobody"))).Errno);
        using TestDirectory missing = new();
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SharedConnection.Connect(missing.PathOf("no/socket"))).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SharedConnectionListener.Listen(missing.PathOf("no/socket"))).Errno);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData(".hidden")]
    [InlineData("new\nline")]
    public void Name_ThatCannotBeOne_IsRefusedBeforeAnyCall(string name)
    {
        Assert.Throws<ArgumentException>(() => SharedConnectionListener.Listen(name, _domain.Options));
        Assert.Throws<ArgumentException>(() => SharedConnection.Connect(name, _domain.Options));
    }

    [Fact]
    public void Name_TooLongForASocket_SaysByHowMuch()
    {
        int room = UnixSocketAddress.MaxBytes - _domain.SocketOf("").Length;
        using (SharedConnectionListener fits = SharedConnectionListener.Listen(new string('n', room), _domain.Options))
            SharedConnection.Connect(new string('n', room), _domain.Options).Dispose();
        ArgumentException tooLong = Assert.Throws<ArgumentException>(() => SharedConnectionListener.Listen(new string('n', room + 3), _domain.Options));
        Assert.Contains("3 bytes too long", tooLong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SharedConnection.Connect(new string('n', room + 3), _domain.Options));
        Assert.Throws<ArgumentException>(() => SharedConnectionListener.Listen("@" + new string('n', UnixSocketAddress.MaxBytes + 1)));
        Assert.Throws<ArgumentException>(() => SharedConnectionListener.Listen("/" + new string('n', UnixSocketAddress.MaxBytes)));
    }

    [Fact]
    public void Options_ThatCannotBeRight_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedConnectionListener.Listen("orders", _domain.Options with { RingBytes = 1000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedConnection.Connect("orders", _domain.Options with { MeetingTimeout = TimeSpan.FromMilliseconds(-64) }));
    }

    [RootFact]
    public void Listen_FullFileSystem_IsEnospc()
    {
        using TestDirectory directory = new();
        ChildProcessOptions dotnet = Peer.DotnetOptions(ListenOnFullInPeer, directory.Root);
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare",
            ["-m", "sh", "-c", "mount -t tmpfs -o size=64k,nr_inodes=2,mode=700 tmpfs \"$0\" && touch \"$0/last\" && exec \"$@\"", directory.Root, dotnet.Program, .. dotnet.Arguments]));
        peer.ExpectSuccess();
    }

    private static void ListenInPeer(string[] arguments)
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", MeetingDomain.OptionsOf(arguments[0]));
        Console.WriteLine("listening");
        Thread.Sleep(Timeout.Infinite);
    }

    private static void ListenOnFullInPeer(string[] arguments)
    {
        SyscallException full = Assert.Throws<SyscallException>(() => SharedConnectionListener.Listen("orders", MeetingDomain.OptionsOf(arguments[0])));
        Assert.Equal(Errno.ENOSPC, full.Errno);
        Assert.Contains("orders", full.Message, StringComparison.Ordinal);
    }
}
