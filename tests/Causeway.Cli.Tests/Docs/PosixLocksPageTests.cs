using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The examples of the pages on libc's process-shared locks.</summary>
public sealed class PosixLocksPageTests
{
    [Fact]
    public void Mutex_Examples_DoWhatTheySay()
    {
        Assert.Equal(1, PosixMutexes.CountUnderALock($"/causeway-lock-page-{Environment.ProcessId}"));
        using MemoryMapping mapping = MapPage();
        using PosixMutex mutex = PosixMutex.Create(LockPlace.In(mapping));
        Thread owner = new(() => mutex.Lock());
        owner.Start();
        owner.Join();

        string done = "";
        PosixMutexes.SurviveTheOwner(mutex, () => done += "used", () => done += "repaired ");
        PosixMutexes.SurviveTheOwner(mutex, () => done += " again", () => done += "repaired ");

        Assert.Equal("repaired used again", done);
    }

    [Fact]
    public void Condition_Examples_PassAThing()
    {
        using MemoryMapping mapping = MapPage();
        using PosixMutex mutex = PosixMutex.Create(LockPlace.In(mapping));
        using PosixCondition changed = PosixCondition.Create(LockPlace.In(mapping, 64));
        Thread other = new(() => PosixConditions.Put(mapping, mutex, changed));
        other.Start();

        Assert.Equal(1, PosixConditions.Take(mapping, mutex, changed));
        other.Join();
    }

    [Fact]
    public void OtherLocks_Examples_Run()
    {
        using MemoryMapping mapping = MapPage();
        Assert.Equal(42, PosixReaderWriterLocks.ReadAndWrite(mapping));
        Assert.Equal(45, PosixSpinLocks.Add(mapping, 3));
        PosixBarrier.Create(LockPlace.In(mapping), participants: 1).Dispose();
        int summarized = 0;
        Assert.True(PosixBarriers.Meet(mapping, static () => { }, () => summarized++));
        Assert.Equal(1, summarized);
    }

    private static MemoryMapping MapPage()
    {
        string name = $"/causeway-locks-page-{Environment.ProcessId}";
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        PosixSharedMemory.Delete(name);
        return MemoryMapping.Map(memory);
    }
}
