namespace Causeway.Tests.Sockets;

public sealed class UnixSocketAddressTests
{
    [Fact]
    public void FromPath_MoreThan107Bytes_IsRefusedBeforeTheCall()
    {
        Assert.Equal(107, UnixSocketAddress.FromPath(new string('x', 107)).Path!.Length);
        Assert.Contains("107", Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromPath(new string('x', 108))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromPath(new string('ä', 54)));
        Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromPath("a\0"));
        Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromPath(""));
    }

    [Fact]
    public void FromAbstractName_LongestName_CanBeBound()
    {
        UnixSocketAddress longest = UnixSocketAddress.FromAbstractName(Guid.NewGuid().ToString("N").PadRight(107, 'x'));
        using UnixSocket socket = UnixSocket.BindDatagram(longest);
        Assert.Equal(longest, socket.LocalAddress);
        Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromAbstractName(new string('x', 108)));
        Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromAbstractName(""));
        Assert.Throws<ArgumentException>(() => UnixSocketAddress.FromAbstractName(ReadOnlySpan<byte>.Empty));
    }

    [Fact]
    public void FromPath_LongestPath_CanBeBound()
    {
        using var directory = new TestDirectory();
        UnixSocketAddress longest = UnixSocketAddress.FromPath(directory.PathOf("").PadRight(107, 'x'));
        using UnixSocket socket = UnixSocket.BindDatagram(longest);
        Assert.Equal(longest, socket.LocalAddress);
    }

    [Fact]
    public void ToString_EachKind_ReadsAsToolsShowIt()
    {
        Assert.Equal("/run/x", UnixSocketAddress.FromPath("/run/x").ToString());
        Assert.Equal("@x", UnixSocketAddress.FromAbstractName("x").ToString());
        Assert.Equal("(unnamed)", UnixSocketAddress.Unnamed.ToString());
        Assert.NotEqual(UnixSocketAddress.FromPath("x"), UnixSocketAddress.FromAbstractName("x"));
    }
}
