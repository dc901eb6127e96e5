using Causeway.Inspection.Waiting;
using Causeway.Sys;

namespace Causeway.Inspection.Tests.Waiting;

public sealed class FutexOwnerTests
{
    private const int Thread = 4711;
    private const uint Waiters = 0x8000_0000;

    [Theory]
    [InlineData(0, 2u, 2u, Thread, 1u, 0x80u, Thread)]
    [InlineData(0, 2u, 1u, Thread, 1u, 0x80u, 0)]
    [InlineData(0, 2u, 2u, Thread, 0u, 0x80u, 0)]
    [InlineData(0, 2u, 2u, 4712, 1u, 0x80u, 0)]
    [InlineData(0, 2u, 2u, Thread, 1u, 0x12345u, 0)]
    [InlineData(0, Waiters | Thread, Waiters | Thread, 0, 0u, 0u, Thread)]
    [InlineData(0, Waiters | Thread, Thread, 0, 0u, 0u, 0)]
    [InlineData(0, Waiters | 4712, Waiters | 4712, 0, 0u, 0u, 0)]
    [InlineData(9, Waiters | Thread, Waiters | Thread, 0, 0u, 0u, Thread)]
    [InlineData(6, 0u, Waiters | Thread, 0, 0u, 0u, Thread)]
    [InlineData(13, 0u, Thread, 0, 0u, 0u, Thread)]
    [InlineData(11, 0u, Waiters | Thread, 0, 0u, 0u, 0)]
    public void Owner_IsToldByTheWordOrBesideIt(int operation, uint expected, uint word, int owner, uint users, uint kind, int found)
    {
        FutexWindow window = new() { Word = word, Owner = owner, Users = users, Kind = kind };
        Assert.Equal(found, FutexOwner.Find(operation, expected, isPrivate: false, window, static thread => thread == Thread));
    }

    [Theory]
    [InlineData(0u, 0, 0x00u, 0, 0ul, true, Thread)]
    [InlineData(0u, 0, 0x02u, 0, 0ul, true, Thread)]
    [InlineData(2u, 0, 0x01u, 0, 0ul, true, Thread)]
    [InlineData(0u, 0, 0x03u, 7, 0ul, true, Thread)]
    [InlineData(0u, 0, 0x100u, 0x30000, 0ul, true, Thread)]
    [InlineData(0u, 0, 0x200u, 0, 0ul, true, Thread)]
    [InlineData(0u, 0, 0x80u, 0, 0ul, false, Thread)]
    [InlineData(0u, 0, 0x80u, 0, 0ul, true, 0)]
    [InlineData(0u, 0, 0x00u, 0, 0ul, false, 0)]
    [InlineData(1u, 0, 0x00u, 0, 0ul, true, 0)]
    [InlineData(0u, 0, 0x01u, 0, 0ul, true, 0)]
    [InlineData(0u, 0, 0x10u, 0, 0ul, true, 0)]
    [InlineData(0u, 0, 0x40u, 0, 0ul, true, 0)]
    [InlineData(0u, 0, 0x00u, 7, 0ul, true, 0)]
    [InlineData(0u, 0, 0x00u, 0, 1ul, true, 0)]
    [InlineData(0u, -Thread, 0x00u, 0, 0ul, true, 0)]
    public void Mutex_IsAsItMustBe(uint count, int owner, uint kind, int spins, ulong next, bool isPrivate, int found)
    {
        FutexWindow window = new() { Word = 2, Count = count, Owner = owner == 0 ? Thread : owner, Users = 1, Kind = kind, Spins = spins, Next = next };
        Assert.Equal(found, FutexOwner.OfMutex(operation: 0, expected: 2, isPrivate, window));
    }

    [Theory]
    [InlineData(3u, 3u, 3u, 3u, 0u, 1, 0u, Thread, false, Thread)]
    [InlineData(3u, 3u, 3u, 3u, 0u, 0, 2u, Thread, true, Thread)]
    [InlineData(2u, 3u, 3u, 3u, 0u, 1, 0u, Thread, false, 0)]
    [InlineData(3u, 9u, 3u, 3u, 0u, 1, 0u, Thread, false, 0)]
    [InlineData(3u, 3u, 4u, 3u, 0u, 1, 0u, Thread, false, 0)]
    [InlineData(3u, 3u, 3u, 4u, 0u, 1, 0u, Thread, false, 0)]
    [InlineData(3u, 3u, 3u, 3u, 1u, 1, 0u, Thread, false, 0)]
    [InlineData(3u, 3u, 3u, 3u, 0u, 0, 0u, Thread, false, 0)]
    [InlineData(3u, 3u, 3u, 3u, 0u, 1, 7u, Thread, false, 0)]
    [InlineData(3u, 3u, 3u, 3u, 0u, 1, 0u, 4712, false, 0)]
    public void Writer_IsToldByAReadWriteLockAsItMustBe(uint expected, uint readers, uint phase, uint writersWord, uint unused, int shared, uint kind, int writer, bool isPrivate, int found)
    {
        ReadWriteLock one = new() { Readers = readers, Phase = phase, WritersWord = writersWord, Unused3 = unused, IsShared = shared, Kind = kind, Writer = writer };
        Assert.Equal(found, one.FindWriter(expected, isPrivate, static thread => thread == Thread));
    }

    [Fact]
    public void BlockingOperation_IsTheFirstThatCannotBeDone()
    {
        LibC.sembuf[] operations = [new() { sem_num = 0, sem_op = 1 }, new() { sem_num = 0, sem_op = -2 }, new() { sem_num = 0, sem_op = -1 }];
        Assert.True(WaitResolver.TryBlocking(operations, [new InspectedSemaphore(1, 0, 0, 0)], out LibC.sembuf blocking));
        Assert.Equal(-1, blocking.sem_op);
        Assert.False(WaitResolver.TryBlocking(operations, [new InspectedSemaphore(2, 0, 0, 0)], out _));
        Assert.False(WaitResolver.TryBlocking(operations, [], out _));
    }
}
