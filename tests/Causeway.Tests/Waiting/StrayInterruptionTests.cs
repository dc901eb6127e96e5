using Causeway.Sys;
using Causeway.Tests.MessageQueues;
using Causeway.Tests.Semaphores;

namespace Causeway.Tests.Waiting;

/// <summary>A signal that is handled without SA_RESTART, and that nobody asked for, ends no wait (EINTR).</summary>
public sealed class StrayInterruptionTests
{
    private const int Signals = 200;

    [Fact]
    public async Task SemaphoreWait_SignalledAllTheTime_GoesOnUntilPosted()
    {
        using SemaphoreName name = new();
        using PosixSemaphore semaphore = PosixSemaphore.Create(name, 0);

        await SignalWhileAsync(() => semaphore.Wait(), semaphore.Post);
        await SignalWhileAsync(() => semaphore.Wait(TimeSpan.FromHours(1)), semaphore.Post);

        Assert.Equal(0, semaphore.Value);
    }

    [Fact]
    public async Task FutexWait_SignalledAllTheTime_GoesOnUntilChanged()
    {
        using MemoryMapping mapping = SharedPage.Map();
        var futex = new Futex(mapping, 0);
        int waits = 0;

        await SignalWhileAsync(
            () =>
            {
                while (Volatile.Read(ref futex.Word) == 0)
                {
                    waits++;
                    futex.Wait(0);
                }
            },
            () =>
            {
                Volatile.Write(ref futex.Word, 1);
                futex.Wake();
            });

        Assert.True(waits < Signals, "each signal ended a wait");
    }

    [Fact]
    public async Task QueueReceive_SignalledAllTheTime_GoesOnUntilSent()
    {
        using QueueName name = new();
        using PosixMessageQueue queue = PosixMessageQueue.Create(name);
        int length = 0;

        await SignalWhileAsync(() => length = queue.Receive(new byte[queue.MaxMessageBytes]).Length, () => queue.Send("end"u8));

        Assert.Equal(3, length);
    }

    [Fact]
    public async Task PipeReadAndWrite_SignalledAllTheTime_GoOnUntilTheOtherEnd()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        int count = 0;
        byte[] full = new byte[pipe.Writer.CapacityBytes];

        await SignalWhileAsync(() => count = pipe.Reader.Read(new byte[8]), () => pipe.Writer.Write("end"u8));
        Assert.Equal(3, count);

        pipe.Writer.Write(full);
        await SignalWhileAsync(() => pipe.Writer.Write("more"u8), () => pipe.Reader.ReadExactly(full));
        Assert.Equal(4, pipe.Reader.BytesAvailable);
    }

    [Fact]
    public async Task SocketReceiveAndAccept_SignalledAllTheTime_GoOnUntilSomethingComes()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            int count = 0;
            await SignalWhileAsync(() => count = first.Receive(new byte[8]), () => second.Send("end"u8));
            await SignalWhileAsync(() => count += first.Receive(new byte[8], TimeSpan.FromHours(1)), () => second.Send("end"u8));
            Assert.Equal(6, count);
        }

        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.Unnamed);
        UnixSocket? client = null;
        await SignalWhileAsync(() => listener.Accept().Dispose(), () => client = UnixSocket.Connect(listener.Address));
        client!.Dispose();
    }

    /// <summary>Runs a wait on a thread of its own, sends that thread signals, then ends the wait.</summary>
    private static async Task SignalWhileAsync(Action wait, Action end)
    {
        Interrupter.Install();
        TaskCompletionSource<int> threadId = new();
        Task waiting = Task.Factory.StartNew(() =>
        {
            threadId.SetResult(LibC.gettid());
            wait();
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        int thread = await threadId.Task;
        for (int i = 0; i < Signals; i++)
        {
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Interrupter.Signal.Number));
            await Task.Yield();
        }

        Assert.False(waiting.IsCompleted, $"{waiting.Exception}");
        end();
        await waiting;
    }
}
