namespace Causeway.Sys.Tests.Handles;

public sealed class SafeFileDescriptorTests
{
    [Fact]
    public void Dispose_ClosesTheDescriptorOnce()
    {
        SafeFileDescriptor descriptor = Open();
        string link = $"/proc/self/fd/{descriptor.Number}";
        Assert.True(Path.Exists(link));
        descriptor.Dispose();
        descriptor.Dispose();
        Assert.False(Path.Exists(link));
        Assert.Throws<ObjectDisposedException>(descriptor.Duplicate);
    }

    [Fact]
    public void Duplicate_IsCloseOnExecAndOutlivesTheFirst()
    {
        SafeFileDescriptor first = Open();
        using SafeFileDescriptor second = first.Duplicate();
        Assert.NotEqual(first.Number, second.Number);
        first.Dispose();
        Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(second, LibC.F_GETFD, 0));
    }

    [Fact]
    public void NotOwned_DisposeLeavesItOpen()
    {
        using SafeFileDescriptor owner = Open();
        new SafeFileDescriptor(owner.Number, ownsDescriptor: false).Dispose();
        Assert.Equal(LibC.FD_CLOEXEC, LibC.fcntl(owner, LibC.F_GETFD, 0));
    }

    [Fact]
    public void Constructor_NegativeNumber_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SafeFileDescriptor(-1));

    private static SafeFileDescriptor Open()
    {
        int descriptor = LibC.open("/dev/null", LibC.O_RDWR | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        return descriptor >= 0 ? new SafeFileDescriptor(descriptor) : throw SyscallFailure.Opening("open", "/dev/null", error);
    }
}
