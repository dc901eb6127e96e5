using System.Globalization;

namespace Causeway.Tests.MessageQueues;

public sealed class SysVKeyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(65)]
    [InlineData(255)]
    public void FromPath_AnId_IsWhatCComputes(byte id)
    {
        using Peer peer = Peer.StartC("sysv_queue", "ftok", Repository.Root, id.ToString(CultureInfo.InvariantCulture));

        peer.Expect(SysVKey.FromPath(Repository.Root, id).Value.ToString(CultureInfo.InvariantCulture));
        peer.ExpectSuccess();
    }

    [Fact]
    public void FromPath_NoSuchFile_IsEnoent()
    {
        var failure = Assert.Throws<SyscallException>(() => SysVKey.FromPath("/no/such/file", 1));

        Assert.Equal(("ftok", Errno.ENOENT), (failure.Operation, failure.Errno));
        Assert.Contains("/no/such/file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPath_SeveralFiles_IsWhatCComputesForEach()
    {
        using var directory = new TestDirectory();
        string file = directory.PathOf("file");
        string link = directory.PathOf("link");
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(link, "file");
        foreach (string path in (string[])[file, link, directory.Root, "/", "/dev/null", directory.PathOf("./file")])
        {
            using Peer peer = Peer.StartC("sysv_queue", "ftok", path, "200");
            peer.Expect(SysVKey.FromPath(path, 200).Value.ToString(CultureInfo.InvariantCulture));
            peer.ExpectSuccess();
        }

        Assert.Equal(SysVKey.FromPath(file, 1), SysVKey.FromPath(link, 1));
        Assert.NotEqual(SysVKey.FromPath(file, 1), SysVKey.FromPath(file, 2));
    }

    [Fact]
    public void FromPath_FileReplaced_IsAnotherKey()
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory.PathOf("file"), "");
        File.WriteAllText(directory.PathOf("new"), "");
        SysVKey before = SysVKey.FromPath(directory.PathOf("file"), 1);

        File.Move(directory.PathOf("new"), directory.PathOf("file"), overwrite: true);

        Assert.NotEqual(before, SysVKey.FromPath(directory.PathOf("file"), 1));
    }

    [Fact]
    public void FromPath_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVKey.FromPath("/", 0));
        Assert.Throws<ArgumentException>(() => SysVKey.FromPath("", 1));
        Assert.Throws<ArgumentException>(() => SysVKey.FromPath("/\0", 1));
    }

    [Fact]
    public void ToString_OfAKey_IsAsIpcsShowsIt()
    {
        Assert.Equal("key 0x00000777", new SysVKey(0x777).ToString());
        Assert.Equal("IPC_PRIVATE", SysVKey.Private.ToString());
    }
}
