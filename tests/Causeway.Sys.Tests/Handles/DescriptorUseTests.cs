using System.Runtime.CompilerServices;

namespace Causeway.Sys.Tests.Handles;

public sealed class DescriptorUseTests
{
    [Fact]
    public void Dispose_NobodyInside_ClosesAtOnceAndRefusesTheNext()
    {
        SafeFileDescriptor descriptor = Open();
        DescriptorUse use = new(descriptor);
        use.Enter();
        use.Leave();

        descriptor.Dispose();

        Assert.False(IsOpen(use.Number));
        Assert.Throws<ObjectDisposedException>(use.Enter);
        descriptor.Dispose();
    }

    [Fact]
    public void Dispose_ThreadsInside_TheLastToLeaveCloses()
    {
        SafeFileDescriptor descriptor = Open();
        DescriptorUse use = new(descriptor);
        using ManualResetEventSlim inside = new();
        using ManualResetEventSlim leave = new();
        Thread other = new(() =>
        {
            use.Enter();
            inside.Set();
            leave.Wait();
            use.Leave();
        });
        other.Start();
        inside.Wait();
        use.Enter();

        descriptor.Dispose();

        Assert.True(IsOpen(use.Number));
        use.Leave();
        Assert.True(IsOpen(use.Number));
        leave.Set();
        other.Join();
        Assert.False(IsOpen(use.Number));
    }

    [Fact]
    public void Enter_WhileAnotherThreadDisposes_IsInsideOrRefused_AndNeverFindsItClosed()
    {
        for (int round = 0; round < 200; round++)
        {
            SafeFileDescriptor descriptor = Open();
            DescriptorUse use = new(descriptor);
            using ManualResetEventSlim ready = new();
            Thread caller = new(() =>
            {
                try
                {
                    while (true)
                    {
                        use.Enter();
                        bool wasClosed = descriptor.IsClosed;
                        use.Leave();
                        ready.Set();
                        Assert.False(wasClosed);
                    }
                }
                catch (ObjectDisposedException)
                {
                    // As it must end.
                }
            });
            caller.Start();
            ready.Wait();
            descriptor.Dispose();
            caller.Join();
            Assert.True(descriptor.IsClosed);
        }
    }

    [Fact]
    public void Forgotten_IsClosedByTheFinaliser()
    {
        int number = Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(IsOpen(number));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Forget()
    {
        DescriptorUse use = new(Open());
        use.Enter();
        use.Leave();
        return use.Number;
    }

    private static bool IsOpen(int number) => Path.Exists($"/proc/self/fd/{number}");

    /// <summary>A number so high that no other test's descriptor takes it over.</summary>
    private static SafeFileDescriptor Open()
    {
        int low = LibC.open("/dev/null", LibC.O_RDWR | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (low < 0)
            throw SyscallFailure.Opening("open", "/dev/null", error);
        using SafeFileDescriptor first = new(low);
        int high = LibC.fcntl(first, LibC.F_DUPFD_CLOEXEC, 700);
        error = Errno.Last;
        return high >= 0 ? new SafeFileDescriptor(high) : throw SyscallFailure.Create("fcntl", "/dev/null", error);
    }
}
