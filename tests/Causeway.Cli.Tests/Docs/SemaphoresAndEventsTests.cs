using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/posix-semaphores.md, eventfd.md and futex.md does what those say.</summary>
public sealed class SemaphoresAndEventsTests
{
    [Fact]
    public async Task PosixSemaphores_Examples_DoWhatTheySay()
    {
        string name = $"/causeway-docs-{Environment.ProcessId}-sem";
        int value = -1;
        Assert.Equal(4, PosixSemaphores.Slots(name, () => value = PosixSemaphore.List().Single(one => one.Name == name).Value ?? -1));
        Assert.Equal(3, value);
        using PosixSemaphore slots = PosixSemaphore.Open(name);
        PosixSemaphore.Delete(name);
        await PosixSemaphores.AwaitAsync(slots, CancellationToken.None);
        Assert.Equal(3, slots.Value);

        using MemoryFile memory = MemoryFile.Create("docs", 4096);
        using MemoryMapping mapping = memory.Map();
        Assert.True(PosixSemaphores.Placed(mapping));
    }

    [Fact]
    public async Task EventCounters_Examples_DoWhatTheySay()
    {
        Assert.Equal(4ul, EventCounters.AddAndRead());
        using EventCounter counter = EventCounter.Create();
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            EventCounters.Send(first, counter);
            using EventCounter received = EventCounters.Receive(second);
            Task<ulong> sum = EventCounters.AwaitAsync(counter, CancellationToken.None);
            received.Add(2);
            Assert.Equal(2ul, await sum);
        }
    }

    [Fact]
    public async Task Futexes_Examples_DoWhatTheySay()
    {
        using MemoryFile memory = MemoryFile.Create("docs", 4096);
        using MemoryMapping mapping = memory.Map();
        Task waiting = Task.Factory.StartNew(() => FutexWords.Wait(mapping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        FutexWords.Wake(mapping);
        await waiting;

        Futex first = new(mapping, 0), second = new(mapping, 4);
        second.Word = 1;
        Assert.Equal(1, FutexWords.WaitForAny(first, second));
    }
}
