namespace Causeway.Sys.Tests.Errors;

public sealed class ErrnoTests
{
    [Fact]
    public void Name_OfAKnownNumber_IsTheManPages()
    {
        Assert.Equal("EAGAIN", Errno.EAGAIN.Name);
        Assert.Equal(Errno.EAGAIN, new Errno(11));
        Assert.Equal("ENOTRECOVERABLE", new Errno(131).ToString());
    }

    [Fact]
    public void Name_OfAnUnknownNumber_KeepsTheNumber()
    {
        var unknown = new Errno(4000);
        Assert.Equal("errno 4000", unknown.Name);
        Assert.Equal(4000, unknown.Value);
        Assert.NotEmpty(unknown.Meaning);
    }

    [Fact]
    public void Last_AfterAFailedCall_IsItsError()
    {
        int result = LibC.open("/no/such/file", LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        Assert.Equal(-1, result);
        Assert.Equal(Errno.ENOENT, error);
    }
}
