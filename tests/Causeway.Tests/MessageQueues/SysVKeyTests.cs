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
