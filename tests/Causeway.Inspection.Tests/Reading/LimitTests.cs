namespace Causeway.Inspection.Tests.Reading;

public sealed class LimitTests
{
    [Fact]
    public void Take_NoDescriptorsLeft_IsAnErrorAndNoEmptyMachine()
    {
        using Peer peer = Peer.StartDotnetLimited(256, LookWithoutDescriptors);
        peer.ExpectSuccess();
    }

    internal static void LookWithoutDescriptors(string[] arguments)
    {
        Assert.NotEmpty(Inspector.Take().Objects);
        List<SafeFileDescriptor> taken = [];
        using AnonymousPipe pipe = AnonymousPipe.Create();
        SyscallException full = Assert.Throws<SyscallException>(void () =>
        {
            while (true)
                taken.Add(pipe.Reader.Descriptor.Duplicate());
        });
        SyscallException error = Assert.Throws<SyscallException>(() => Inspector.Take());
        Assert.Equal((Errno.EMFILE, Errno.EMFILE), (full.Errno, error.Errno));

        // With a few left it gets further, and says the same rather than that processes have ended.
        taken[0].Dispose();
        taken[1].Dispose();
        Assert.Equal(Errno.EMFILE, Assert.Throws<SyscallException>(() => Inspector.Take()).Errno);
        taken.ForEach(static one => one.Dispose());
        Assert.NotNull(Inspector.Take().FindProcess(Environment.ProcessId));
    }
}
