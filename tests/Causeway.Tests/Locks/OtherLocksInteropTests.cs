namespace Causeway.Tests.Locks;

/// <summary>The same condition, read-write lock, barrier and spin lock from C (tests/Peers/posix_locks.c), made by either side.</summary>
public sealed class OtherLocksInteropTests : IDisposable
{
    private const int ConditionAt = 64;
    private const int ReaderWriterLockAt = 128;
    private const int BarrierAt = 192;
    private const int SpinLockAt = 256;
    private const int NumberAt = 320;

    private readonly LockRoom _room = new();

    private ref int Number => ref _room.Mapping.GetReference<int>(NumberAt);

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Condition_WeSignal_CWakes(bool madeInC)
    {
        using Peer peer = Start(madeInC);
        using PosixMutex mutex = PosixMutex.Open(_room.At(0));
        using PosixCondition condition = PosixCondition.Open(_room.At(ConditionAt));
        peer.Ask("await-number", "waiting");

        using (mutex.Lock())
        {
            Number = 1;
            condition.Signal();
        }

        peer.Expect("ok");
    }

    [Theory]
    [InlineData(false, "signal", false)]
    [InlineData(true, "signal", false)]
    [InlineData(false, "broadcast", true)]
    [InlineData(true, "broadcast", true)]
    public void Condition_CSignals_WeWake(bool madeInC, string verb, bool withTimeout)
    {
        using Peer peer = Start(madeInC);
        using PosixMutex mutex = PosixMutex.Open(_room.At(0));
        using PosixCondition condition = PosixCondition.Open(_room.At(ConditionAt));
        using (mutex.Lock())
        {
            // C gets the mutex when we sleep.
            peer.Send("lock");
            peer.Send("set 7");
            peer.Send(verb);
            peer.Send("unlock");
            condition.WaitUntil(mutex, () => Number == 7, withTimeout ? TimeSpan.FromHours(1) : null);
        }

        for (int i = 0; i < 4; i++)
            peer.Expect("ok");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReaderWriterLock_ReadersShare_WritersExclude(bool madeInC)
    {
        using Peer peer = Start(madeInC);
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Open(_room.At(ReaderWriterLockAt));
        using (gate.LockRead())
        {
            peer.Ask("read", "ok");
            peer.Ask("rw-unlock", "ok");
            peer.Ask("try-write", "EBUSY");
        }

        using (gate.LockWrite())
            peer.Ask("try-read", "EBUSY");

        peer.Ask("read", "ok");
        Assert.True(gate.TryLockRead());
        gate.Unlock();
        Assert.False(gate.TryLockWrite());
        peer.Ask("rw-unlock", "ok");
        peer.Ask("write", "ok");
        Assert.False(gate.TryLockRead());
        Assert.Throws<TimeoutException>(() => { gate.LockWrite(TimeSpan.FromMilliseconds(10)); });
        Assert.Throws<SynchronizationLockException>(gate.Unlock);
        peer.Ask("rw-unlock", "ok");
        Assert.True(gate.TryLockWrite());
        gate.Unlock();
    }

    /// <summary>MTX-16, MTX-23: nothing gives back what a dead process holds. That is what the documentation says.</summary>
    [Theory]
    [InlineData("write")]
    [InlineData("read")]
    public void ReaderWriterLock_HolderInCDied_StaysLocked(string verb)
    {
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(_room.At(ReaderWriterLockAt));
        KillAfter(verb);

        Assert.False(gate.TryLockWrite());
        Assert.Equal(verb == "read", gate.TryLockRead());
        if (verb == "read")
            gate.Unlock();
        Assert.Throws<TimeoutException>(() => { gate.LockWrite(TimeSpan.FromMilliseconds(20)); });
    }

    [GlibcFact]
    public void ReaderWriterLock_WritersPreferred_ReaderWaitsForTheWriterThatWaits()
    {
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(_room.At(ReaderWriterLockAt), PosixLockPreference.Writers);
        AssertPreference(gate, readerMayPass: false);
    }

    [GlibcFact]
    public void ReaderWriterLock_ReadersPreferred_ReaderPassesTheWriterThatWaits()
    {
        using PosixReaderWriterLock gate = PosixReaderWriterLock.Create(_room.At(ReaderWriterLockAt));
        AssertPreference(gate, readerMayPass: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Barrier_EachRound_TellsOneOfTheTwo(bool madeInC)
    {
        using Peer peer = Start(madeInC);
        using PosixBarrier barrier = PosixBarrier.Open(_room.At(BarrierAt));
        for (int round = 0; round < 50; round++)
        {
            peer.Send("meet");
            bool serial = barrier.Wait();
            peer.Expect(serial ? "ok" : "serial");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SpinLock_ExcludesC_AndTheReverse(bool madeInC)
    {
        using Peer peer = Start(madeInC);
        using PosixSpinLock spin = PosixSpinLock.Open(_room.At(SpinLockAt));
        using (spin.Lock())
            peer.Ask("try-spin", "EBUSY");

        peer.Ask("spin", "ok");
        Assert.False(spin.TryLock());
        Assert.Throws<TimeoutException>(() => { spin.Lock(TimeSpan.FromMilliseconds(10)); });
        Assert.Throws<SynchronizationLockException>(spin.Unlock);
        peer.Ask("spin-unlock", "ok");
        spin.Lock(TimeSpan.FromMinutes(1)).Dispose();
    }

    [Fact]
    public void SpinLock_HolderInCDied_StaysLocked()
    {
        using PosixSpinLock spin = PosixSpinLock.Create(_room.At(SpinLockAt));
        KillAfter("spin");

        Assert.False(spin.TryLock());
    }

    [GlibcFact]
    public void Open_NobodyMadeOneThatProcessesShare_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => PosixReaderWriterLock.Open(_room.At(ReaderWriterLockAt)));
        Assert.Throws<InvalidDataException>(() => PosixBarrier.Open(_room.At(BarrierAt)));
    }

    /// <summary>All of them made, by us or by C.</summary>
    private Peer Start(bool madeInC)
    {
        Peer peer = _room.StartC("posix_locks");
        if (madeInC)
        {
            peer.Ask("init", "ok");
            return peer;
        }

        PosixMutex.Create(_room.At(0)).Dispose();
        PosixCondition.Create(_room.At(ConditionAt)).Dispose();
        PosixReaderWriterLock.Create(_room.At(ReaderWriterLockAt)).Dispose();
        PosixBarrier.Create(_room.At(BarrierAt), participants: 2).Dispose();
        PosixSpinLock.Create(_room.At(SpinLockAt)).Dispose();
        return peer;
    }

    private void KillAfter(string command)
    {
        using Peer holder = _room.StartC("posix_locks");
        holder.Ask(command, "ok");
        holder.Process.Kill();
        holder.Process.WaitForExit();
    }

    private void AssertPreference(PosixReaderWriterLock gate, bool readerMayPass)
    {
        using Peer writer = _room.StartC("posix_locks");
        using Peer reader = _room.StartC("posix_locks");
        using (gate.LockRead())
        {
            writer.Ask("announced-write", "writing");
            WaitUntilAsleep(writer);
            reader.Ask("try-read", readerMayPass ? "ok" : "EBUSY");
            if (readerMayPass)
                reader.Ask("rw-unlock", "ok");
        }

        writer.Expect("ok");
    }

    private static void WaitUntilAsleep(Peer peer)
    {
        string futex = $"{(int)BlockedThread.Futex} ";
        while (!File.ReadAllText($"/proc/{peer.Process.Id}/syscall").StartsWith(futex, StringComparison.Ordinal))
            Thread.Yield();
    }
}
