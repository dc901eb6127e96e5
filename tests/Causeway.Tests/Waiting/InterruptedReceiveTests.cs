namespace Causeway.Tests.Waiting;

/// <summary>msgrcv(2), which neither a descriptor nor a timeout can end, ended thousands of times.</summary>
public sealed class InterruptedReceiveTests
{
    [Fact]
    public void Receive_CancelledThousandsOfTimes_AlwaysEndsAndLeavesNoStraySignal()
    {
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            using var canceller = new Canceller();
            using var stray = new StrayDetector();
            byte[] buffer = new byte[8];
            for (int round = 0; round < TestLoad.Rounds(100_000); round++)
            {
                using CancellationTokenSource source = new();
                canceller.CancelAfterSpins(source, round % 97 * 50);
                Assert.Throws<OperationCanceledException>(() => queue.Receive(buffer, cancellationToken: source.Token));
                stray.Check();
            }
        }
        finally
        {
            queue.Delete();
        }
    }

    [Fact]
    public void Receive_MessageComesWhileItIsCancelled_IsReceivedOrStillThere()
    {
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            using var canceller = new Canceller();
            using var stray = new StrayDetector();
            byte[] buffer = new byte[8];
            int received = 0;
            int rounds = TestLoad.Rounds(100_000);
            for (int round = 0; round < rounds; round++)
            {
                byte[] message = BitConverter.GetBytes((long)round);
                using CancellationTokenSource source = new();
                canceller.CancelAfterSpins(source, round % 61 * 20, before: () => queue.Send(1, message));
                bool kept = false;
                try
                {
                    queue.Receive(buffer, cancellationToken: source.Token);
                    received++;
                }
                catch (OperationCanceledException)
                {
                    kept = true;
                }

                canceller.WaitUntilDone();
                stray.Check();
                if (kept)
                    Assert.True(queue.TryReceive(buffer, out _), $"message {round} is lost");
                Assert.Equal(message, buffer);
                Assert.False(queue.TryReceive(buffer, out _), $"message {round} came twice");
            }

            // Cancelling before the wait begins is a plain case: what counts is that both outcomes occurred.
            Assert.InRange(received, 1, rounds);
        }
        finally
        {
            queue.Delete();
        }
    }

    [Fact]
    public void Receive_DeadlinePasses_TimesOutAndLeavesNoStraySignal()
    {
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            using var stray = new StrayDetector();
            byte[] buffer = new byte[8];
            for (int round = 0; round < 200; round++)
            {
                Assert.Throws<TimeoutException>(() => queue.Receive(buffer, timeout: TimeSpan.FromMicroseconds(round * 10)));
                stray.Check();
            }
        }
        finally
        {
            queue.Delete();
        }
    }
}
