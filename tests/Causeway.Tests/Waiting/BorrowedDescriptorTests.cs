using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

/// <summary>Handles that do not own their descriptor, as of standard input.</summary>
public sealed class BorrowedDescriptorTests
{
    [Fact]
    public async Task Dispose_AfterItWasAwaited_NextHandleOfTheNumberCanBeAwaited()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        for (byte round = 0; round < 3; round++)
        {
            using PipeReadEnd borrowed = new(new SafeFileDescriptor(pipe.Reader.Descriptor.Number, ownsDescriptor: false));
            byte[] got = new byte[1];
            ValueTask<int> reading = borrowed.ReadAsync(got);
            pipe.Writer.Write([round]);
            Assert.Equal(1, await reading);
            Assert.Equal(round, got[0]);
        }

        // The descriptor itself is open as ever.
        Assert.Equal(0, pipe.Reader.BytesAvailable);
    }

    [Fact]
    public void Watch_TwoHandlesOfOneNumber_SaysWhatToDo()
    {
        using SafeFileDescriptor owner = TestDescriptors.EventFd();
        using SafeFileDescriptor second = new(owner.Number, ownsDescriptor: false);
        Reactor.Shared.Watch(owner);
        SyscallException refused = Assert.Throws<SyscallException>(() => Reactor.Shared.Watch(second));
        Assert.Equal(Errno.EEXIST, refused.Errno);
        Assert.Contains("Duplicate", refused.Message);
    }
}
