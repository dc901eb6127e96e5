using Causeway.Tests;

namespace Causeway.Inspection.Tests;

/// <summary>Every kind of object in one snapshot, each value beside what the C library and the kernel told the program that has it.</summary>
public sealed class ZooTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Zoo _zoo;
    private readonly InspectionSnapshot _snapshot;

    public ZooTests()
    {
        _zoo = new Zoo(_directory.Root);
        _snapshot = Inspector.Take();
    }

    public void Dispose()
    {
        _zoo.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Pipe_OfTwoProcesses_HasFourEndsAndItsBytes()
    {
        IpcEnd reader = _zoo.End(_snapshot, _zoo["pipe"][1]);
        Assert.Equal(IpcAccess.Read, reader.Access);
        Assert.Equal(IpcAccess.Write, _zoo.End(_snapshot, _zoo["pipe"][2]).Access);
        PipeObject pipe = Assert.IsType<PipeObject>(reader.Object);
        Assert.Equal(new IpcObjectId(IpcKind.Pipe, 0, _zoo["pipe"][0]), pipe.Id);
        Assert.Equal((5, 65536), (pipe.WaitingBytes, pipe.CapacityBytes));
        AssertHavers(pipe, 2);
    }

    [Fact]
    public void Fifo_HasPathReadersAndWriters()
    {
        FifoObject fifo = Assert.IsType<FifoObject>(_zoo.End(_snapshot, _zoo["fifo"][1]).Object);
        Assert.Equal((_zoo["fifo"][0], Path.Combine(_zoo.Directory, "fifo"), 3), (fifo.Id.Number, fifo.Name, fifo.WaitingBytes));
        Assert.Equal([IpcAccess.Read, IpcAccess.Read, IpcAccess.Write, IpcAccess.Write], _snapshot.EndsOf(fifo).Select(static end => end.Access).Order());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, fifo.Mode);
    }

    [Fact]
    public void SysVQueue_HasItsMessages()
    {
        SysVQueueObject queue = OfSysV<SysVQueueObject>(IpcKind.SysVQueue, "msg");
        Assert.Equal((1, 7, _zoo.ProcessId), (queue.Messages, queue.Bytes, queue.LastSenderProcessId));
        Assert.Contains(_snapshot.EndsOf(queue), end => end.Process.Id == _zoo.ProcessId && end is { Role: IpcRole.LastSender, Form: IpcEndForm.Mention });
    }

    [Fact]
    public void SysVSegment_IsAttachedByBoth()
    {
        SysVSegmentObject segment = OfSysV<SysVSegmentObject>(IpcKind.SysVSegment, "shm");
        Assert.Equal((12345, 2, _zoo.ProcessId), (segment.Bytes, segment.AttachCount, segment.CreatorProcessId));
        Assert.True(segment.IsCreatorAlive);
        IpcEnd[] attachments = [.. _snapshot.EndsOf(segment).Where(static end => end.Form == IpcEndForm.Attachment)];
        Assert.Equal([_zoo["shm"][1], _zoo["shm"][1]], attachments.Select(static end => end.Address));
        AssertHavers(segment, 1);
    }

    [Fact]
    public void SysVSemaphores_HaveTheirValues()
    {
        SysVSemaphoresObject set = OfSysV<SysVSemaphoresObject>(IpcKind.SysVSemaphores, "sem");
        Assert.Equal([0, 7, 0], set.Semaphores.Select(static one => one.Value));
        Assert.Equal([0, _zoo.ProcessId, 0], set.Semaphores.Select(static one => one.LastProcessId));
    }

    [Fact]
    public void PosixQueue_HasNameContentsAndOwners()
    {
        PosixQueueObject queue = Assert.IsType<PosixQueueObject>(_zoo.End(_snapshot, _zoo["mq"][1]).Object);
        Assert.Equal((_zoo["mq"][0], "/zoo-mq-" + _zoo.Name), (queue.Id.Number, queue.Name));
        Assert.Equal((1, 10L, 4), (queue.Status?.CurrentMessages, queue.Status?.QueuedBytes, queue.Status?.MaxMessages));
        AssertHavers(queue, 1);
    }

    [Fact]
    public void PosixMemory_IsOpenAndMappedByBoth()
    {
        MemoryObject memory = Assert.IsType<MemoryObject>(_zoo.End(_snapshot, _zoo["posix-shm"][1]).Object);
        Assert.Equal((_zoo["posix-shm"][0], "/zoo-shm-" + _zoo.Name, 8192L), (memory.Id.Number, memory.Name, memory.Bytes));
        AssertHavers(memory, 2);
    }

    [Fact]
    public void PosixSemaphore_HasItsValue()
    {
        PosixSemaphoreObject semaphore = Assert.Single(_snapshot.Objects.OfType<PosixSemaphoreObject>(), one => one.Name == "/zoo-sem-" + _zoo.Name);
        Assert.Equal(3, semaphore.Value);
        AssertHavers(semaphore, 1);
    }

    [Fact]
    public void MemoryFile_IsOpenAndMappedByBoth()
    {
        MemoryObject memory = Assert.IsType<MemoryObject>(_zoo.End(_snapshot, _zoo["memfd"][1]).Object);
        Assert.Equal((IpcKind.MemoryFile, _zoo["memfd"][0], "zoo", 4096L), (memory.Kind, memory.Id.Number, memory.Name, memory.Bytes));
        AssertHavers(memory, 2);
    }

    [Fact]
    public void AnonymousMemory_IsOneObjectOfParentAndChild()
    {
        IpcEnd end = Assert.Single(_snapshot.EndsOf(_snapshot.FindProcess(_zoo.ProcessId)!), one => one.Address == _zoo["anon"][0]);
        Assert.Equal((IpcKind.AnonymousMemory, 20480UL), (end.Object.Kind, end.Bytes));
        AssertHavers(end.Object, 1);
    }

    [Fact]
    public void MappedFile_HasThoseThatMapIt()
    {
        MemoryObject file = Assert.Single(_snapshot.Objects.OfType<MemoryObject>(), one => one.Kind == IpcKind.MappedFile && one.Id.Number == _zoo["file"][0]);
        Assert.Equal(Path.Combine(_zoo.Directory, "mapped"), file.Name);
        AssertHavers(file, 1);
    }

    [Fact]
    public void Locks_OfAllThreeKinds_HaveTheirHolders()
    {
        FileLockObject file = Assert.Single(_snapshot.Objects.OfType<FileLockObject>(), one => one.Id.Number == _zoo["lock"][0]);
        Assert.Equal(Path.Combine(_zoo.Directory, "locked"), file.Name);
        InspectedLock[] locks = [.. file.Locks.OrderBy(static one => one.Kind)];
        Assert.Equal([FileLockKind.Flock, FileLockKind.Posix, FileLockKind.OpenFileDescription], locks.Select(static one => one.Kind));
        Assert.Equal([FileRange.All, new FileRange(10, 5), FileRange.From(100)], locks.Select(static one => one.Range));
        Assert.Equal([FileLockMode.Exclusive, FileLockMode.Exclusive, FileLockMode.Shared], locks.Select(static one => one.Mode));
        Assert.All(locks, one => Assert.Equal((int)_zoo["lock"][1], one.Descriptor));
        Assert.Equal([_zoo.ProcessId, _zoo.ProcessId], locks[..2].Select(static one => one.ProcessId));

        // flock and open file descriptions are the child's too, POSIX locks are not inherited.
        Assert.Equal([_zoo.ProcessId, _zoo.ProcessId, _zoo.ProcessId, _zoo.ChildId, _zoo.ChildId], _snapshot.EndsOf(file).Select(static end => end.Process.Id).Order());
    }

    [Fact]
    public void EventCounter_HasItsValue()
    {
        EventCounterObject counter = Assert.IsType<EventCounterObject>(_zoo.End(_snapshot, _zoo["eventfd"][0]).Object);
        Assert.Equal(41UL, counter.Value);
        Assert.NotEqual(false, counter.IsSemaphore);
        AssertHavers(counter, 1);
    }

    [Fact]
    public void SignalDescriptor_HasItsSignals() =>
        Assert.Equal(SignalSet.Of(new Signal((int)_zoo["signalfd"][1])), Assert.IsType<SignalDescriptorObject>(_zoo.End(_snapshot, _zoo["signalfd"][0]).Object).Signals);

    [Fact]
    public void Timer_HasItsTimes()
    {
        TimerObject timer = Assert.IsType<TimerObject>(_zoo.End(_snapshot, _zoo["timerfd"][0]).Object);
        Assert.Equal((1, TimeSpan.FromSeconds(5.5)), (timer.ClockId, timer.Interval));
        Assert.InRange(timer.Remaining, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public void PollSet_HasWhatItWatches()
    {
        PolledDescriptor target = Assert.Single(Assert.IsType<PollSetObject>(_zoo.End(_snapshot, _zoo["epoll"][0]).Object).Targets);
        Assert.Equal(((int)_zoo["epoll"][1], _zoo["pipe"][0]), (target.Descriptor, target.Inode));
    }

    [Fact]
    public void ProcessDescriptor_IsOfTheProcess()
    {
        ProcessDescriptorObject watched = Assert.IsType<ProcessDescriptorObject>(_zoo.End(_snapshot, _zoo["pidfd"][0]).Object);
        Assert.Equal(_zoo.ProcessId, watched.ProcessId);
        Assert.Equal(_zoo.ProcessId, Assert.Single(_snapshot.EndsOf(watched), static end => end.Role == IpcRole.Watched).Process.Id);
        Assert.Superset(new HashSet<int> { _zoo.ProcessId, _zoo.ChildId }, _snapshot.EndsOf(watched).Select(static end => end.Process.Id).ToHashSet());
    }

    [Fact]
    public void Process_IsAsProcHasIt()
    {
        InspectedProcess process = _snapshot.FindProcess(_zoo.ProcessId)!;
        Assert.Equal(("zoo", Environment.ProcessId, 1), (process.Command, process.ParentId, process.Threads));
        Assert.EndsWith($"zoo {_zoo.Directory} {_zoo.Name}", process.CommandLine, StringComparison.Ordinal);
        Assert.True(process.IsReadable);
        Signal user1 = new(10), user2 = new(12);
        Assert.True(process.Signals!.Blocked.Contains(user1) && process.Signals.PendingForThread.Contains(user1) && process.Signals.Ignored.Contains(user2));
        Assert.Equal($"ipc:[{process.Namespaces.Ipc}]", new FileInfo($"/proc/{_zoo.ProcessId}/ns/ipc").LinkTarget);
        Assert.Equal($"pid:[{process.Namespaces.ProcessIds}]", new FileInfo($"/proc/{_zoo.ProcessId}/ns/pid").LinkTarget);

        // It has said all, and comes to sleep.
        InspectionOptions states = new() { ProcessIds = [_zoo.ProcessId], Details = InspectionDetails.None };
        Assert.True(SpinWait.SpinUntil(() => Inspector.Take(states).Processes.Single().State == 'S', Watchdog.Limit), "it never slept");
    }

    private T OfSysV<T>(IpcKind kind, string word)
        where T : SysVObject =>
        Assert.IsType<T>(_snapshot.Find(new IpcObjectId(kind, _snapshot.FindProcess(_zoo.ProcessId)!.Namespaces.Ipc, _zoo[word][0])));

    /// <summary>Both processes have the object, each by so many ends.</summary>
    private void AssertHavers(IpcObject one, int ends)
    {
        int[] expected = [.. Enumerable.Repeat(_zoo.ProcessId, ends), .. Enumerable.Repeat(_zoo.ChildId, ends)];
        Assert.Equal(expected.Order(), _snapshot.EndsOf(one).Where(static end => end.Form != IpcEndForm.Mention).Select(static end => end.Process.Id).Order());
    }
}
