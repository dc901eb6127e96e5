using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

public sealed class InterrupterTests
{
    private static readonly int Rounds = TestLoad.Rounds(100_000);

    [Fact]
    public void Flock_CancelledThousandsOfTimes_AlwaysEndsAndLeavesNoStraySignal()
    {
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileDescriptor holder = TestDescriptors.OpenFile(path);
            using SafeFileDescriptor waiter = TestDescriptors.OpenFile(path);
            Assert.Equal(0, LibC.flock(holder, LibC.LOCK_EX, out _));
            using var canceller = new Canceller();
            using var stray = new StrayDetector();
            for (int round = 0; round < Rounds; round++)
            {
                using CancellationTokenSource source = new();
                canceller.CancelAfterSpins(source, round % 97 * 50);
                Assert.Throws<OperationCanceledException>(() => Flock(waiter, Deadline.Infinite, source.Token));
                stray.Check();
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Flock_FreedWhileItIsCancelled_EitherHasTheLockOrThrows()
    {
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileDescriptor holder = TestDescriptors.OpenFile(path);
            using SafeFileDescriptor waiter = TestDescriptors.OpenFile(path);
            using var canceller = new Canceller();
            using var stray = new StrayDetector();
            for (int round = 0; round < Rounds; round++)
            {
                Assert.Equal(0, LibC.flock(holder, LibC.LOCK_EX, out _));
                using CancellationTokenSource source = new();
                canceller.CancelAfterSpins(source, round % 61 * 20, before: () => LibC.flock(holder, LibC.LOCK_UN, out _));
                bool locked;
                try
                {
                    locked = Flock(waiter, Deadline.Infinite, source.Token);
                }
                catch (OperationCanceledException)
                {
                    locked = false;
                }

                canceller.WaitUntilDone();
                stray.Check();
                Assert.Equal(locked ? Errno.EAGAIN : default, TryLock(holder));
                Assert.Equal(0, LibC.flock(waiter, LibC.LOCK_UN, out _));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Flock_DeadlinePasses_AnswersTimedOut()
    {
        string path = Path.GetTempFileName();
        try
        {
            using SafeFileDescriptor holder = TestDescriptors.OpenFile(path);
            using SafeFileDescriptor waiter = TestDescriptors.OpenFile(path);
            using var stray = new StrayDetector();
            Assert.Equal(0, LibC.flock(holder, LibC.LOCK_EX, out _));
            for (int round = 0; round < 200; round++)
            {
                Assert.False(Flock(waiter, Deadline.After(TimeSpan.FromMicroseconds(round * 10)), CancellationToken.None));
                stray.Check();
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_TokenCancelledBefore_MakesNoCall()
    {
        using SafeFileDescriptor descriptor = TestDescriptors.EventFd();
        Assert.Throws<OperationCanceledException>(() => Flock(descriptor, Deadline.Infinite, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(34)]
    [InlineData(12)]
    [InlineData(65)]
    public void Signal_NotFree_IsRefused(int number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Interrupter.Signal = new Signal(number));

    [Fact]
    public void Signal_ChangedAfterUse_IsRefused()
    {
        Interrupter.Install();
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => Interrupter.Signal = new Signal(50));
        Assert.Contains("before the first call", refused.Message);
        Interrupter.Signal = Interrupter.Signal;
    }

    [Fact]
    public void Signal_SetBeforeUseInAProcessThatBlocksIt_StillInterrupts()
    {
        ChildProcessOptions options = Peer.DotnetOptions(CancelWithSignal52);
        options.BlockedSignals = SignalSet.Of(new Signal(52));
        using Peer peer = Peer.Start(options);
        peer.Expect("cancelled");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Signal_HandledBySomebodyElse_IsNotTaken()
    {
        using Peer peer = Peer.StartDotnet(TakeHandledSignal);
        peer.Expect("refused");
        peer.ExpectSuccess();
    }

    private static void TakeHandledSignal(string[] arguments)
    {
        using System.Runtime.InteropServices.PosixSignalRegistration taken = System.Runtime.InteropServices.PosixSignalRegistration.Create((System.Runtime.InteropServices.PosixSignal)61, static _ => { });
        try
        {
            Interrupter.Install();
        }
        catch (InvalidOperationException)
        {
            Console.WriteLine("refused");
        }
    }

    private static void CancelWithSignal52(string[] arguments)
    {
        Interrupter.Signal = new Signal(52);
        string path = Path.GetTempFileName();
        using SafeFileDescriptor holder = TestDescriptors.OpenFile(path);
        using SafeFileDescriptor waiter = TestDescriptors.OpenFile(path);
        File.Delete(path);
        if (LibC.flock(holder, LibC.LOCK_EX, out _) != 0)
            throw new InvalidOperationException("the file is locked");
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(10));
        try
        {
            Flock(waiter, Deadline.Infinite, source.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("cancelled");
        }
    }

    private static Errno TryLock(SafeFileDescriptor descriptor)
    {
        int result = LibC.flock(descriptor, LibC.LOCK_EX | LibC.LOCK_NB, out Errno error);
        return result == 0 ? default : error;
    }

    private static bool Flock(SafeFileDescriptor descriptor, Deadline deadline, CancellationToken token)
    {
        var call = new FlockCall(descriptor);
        nint result = BlockingCall.Run(ref call, deadline, token, out Errno error);
        if (result == 0 || error == Errno.ETIMEDOUT)
            return result == 0;
        throw SyscallFailure.Create("flock", descriptor.ToString(), error);
    }

    private readonly struct FlockCall(SafeFileDescriptor descriptor) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            int result = LibC.flock(descriptor, LibC.LOCK_EX, out error);
            return result;
        }
    }
}
