namespace Causeway.Sys.Tests.Errors;

public sealed class SyscallFailureTests
{
    [Fact]
    public void Create_NamesCallObjectErrorAndRemedy()
    {
        SyscallException failure = SyscallFailure.Create("mq_open", "/orders", Errno.ENOENT, "create it");
        Assert.Equal("mq_open(\"/orders\"): ENOENT, no such object; create it", failure.Message);
        Assert.Equal("mq_open", failure.Operation);
        Assert.Equal("/orders", failure.ObjectName);
        Assert.Equal(Errno.ENOENT, failure.Errno);
    }

    [Fact]
    public void Create_WithoutRemedy_GivesTheErrnosOwnAdviceWhereThereIsOne()
    {
        Assert.EndsWith("(ulimit -n)", SyscallFailure.Create("pipe2", objectName: null, Errno.EMFILE).Message, StringComparison.Ordinal);
        Assert.Contains("remount,rw", SyscallFailure.Create("shm_open", "/x", Errno.EROFS).Message, StringComparison.Ordinal);
        Assert.Equal("pipe2: EINVAL, invalid argument", SyscallFailure.Create("pipe2", objectName: null, Errno.EINVAL).Message);
    }

    [Fact]
    public void Opening_Eacces_IsUnauthorizedAccessWithTheSyscallInside()
    {
        var refused = Assert.IsType<UnauthorizedAccessException>(SyscallFailure.Opening("open", "/x", Errno.EACCES));
        Assert.Equal(Errno.EACCES, Assert.IsType<SyscallException>(refused.InnerException).Errno);
    }

    [Fact]
    public void Opening_Eperm_StaysASyscallException() =>
        Assert.Equal(Errno.EPERM, Assert.IsType<SyscallException>(SyscallFailure.Opening("open", "/x", Errno.EPERM)).Errno);
}
