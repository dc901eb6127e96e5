using System.Globalization;

namespace Causeway.Tests.SharedMemory;

/// <summary>Of several processes that create or open a segment at once one creates, and all see it complete.</summary>
public sealed class SysVSharedMemoryCreationTests : IDisposable
{
    private const int Length = 20_000;
    private const byte Filling = 0xA5;
    private const int DotnetRacers = 4;
    private const int CRacers = 46;

    private readonly SysVKey _key = SysVTestKey.Next();

    public void Dispose() => Remove(_key);

    private string Key => _key.Value.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void AttachOrCreate_FirstCreates_SecondAttaches()
    {
        using SysVSharedMemoryAttachment first = SysVSharedMemory.AttachOrCreate(_key, Length, 0, Fill);
        using SysVSharedMemoryAttachment second = SysVSharedMemory.AttachOrCreate(_key, 100, 0, static _ => Assert.Fail("it is complete"));
        Assert.Equal(first.Memory, second.Memory);
        Assert.True(IsFilled(second));
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => SysVSharedMemory.AttachOrCreate(_key, Length + 1, 0, Fill)).Errno);
    }

    [Fact]
    public void AttachOrCreate_FiftyProcessesAtOnce_OneCreatesAndAllSeeItComplete()
    {
        Peer[] racers = [.. Enumerable.Range(0, DotnetRacers).Select(_ => Peer.StartDotnet(Race)), Peer.StartC("sysv_shm_create", CRacers.ToString(CultureInfo.InvariantCulture))];
        try
        {
            foreach (Peer racer in racers[..DotnetRacers])
                racer.Expect("ready");
            for (int round = 0; round < TestLoad.Rounds(200); round++)
            {
                foreach (Peer racer in racers)
                    racer.Send($"race {Key}");
                int[][] answers = [.. racers.Select(racer => racer.ReadLine()!.Split(' ').Select(int.Parse).ToArray())];
                Assert.Equal((1, 0), (answers.Sum(answer => answer[0]), answers.Sum(answer => answer[1])));
                SysVSharedMemory.Delete(_key);
            }
        }
        finally
        {
            foreach (Peer racer in racers)
                racer.Dispose();
        }
    }

    [Fact]
    public void AttachOrCreate_CreatorInCIsSlow_WaitsUntilItIsComplete()
    {
        using Peer peer = Peer.StartC("sysv_shm_create", "0");
        peer.Send($"hold {Key}");
        peer.Expect("held");
        Assert.Throws<TimeoutException>(() => SysVSharedMemory.AttachOrCreate(_key, Length, 0, Fill, timeout: TimeSpan.Zero));
        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => SysVSharedMemory.AttachOrCreate(_key, Length, 0, Fill, cancellationToken: cancelled.Token));
        Assert.Equal(1, SysVSharedMemory.Open(_key).GetStatus().AttachCount);

        peer.Send("complete");
        using SysVSharedMemoryAttachment attachment = SysVSharedMemory.AttachOrCreate(_key, Length, 0, Fill);
        Assert.True(IsFilled(attachment));
        peer.Expect("completed");
    }

    [Fact]
    public void AttachOrCreate_CreatorDied_SaysSoAtOnce()
    {
        using Peer peer = Peer.StartC("sysv_shm_create", "0");
        peer.Send($"half {Key}");
        string creator = peer.ReadLine()!;

        var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.AttachOrCreate(_key, Length, 0, Fill, timeout: Timeout.InfiniteTimeSpan));

        Assert.Equal(Errno.EOWNERDEAD, failure.Errno);
        Assert.Contains($"process {creator} created it", failure.Message);
        Assert.Equal(0, SysVSharedMemory.Open(_key).GetStatus().AttachCount);
    }

    [Fact]
    public void AttachOrCreate_CreatorsKilledAtRandomMoments_CompleteOrToldDead()
    {
        Random random = TestLoad.NewRandom();
        int dead = 0;
        using Peer peer = Peer.StartC("sysv_shm_create", "0");
        for (int round = 0; round < TestLoad.Rounds(1000); round++)
        {
            peer.Send(string.Create(CultureInfo.InvariantCulture, $"kill {_key.Value} {random.Next(300_000)}"));
            peer.Expect("killed");
            bool isNew = false;
            try
            {
                using SysVSharedMemoryAttachment attachment = SysVSharedMemory.AttachOrCreate(_key, Length, 0, memory => { isNew = true; Fill(memory); });
                Assert.True(IsFilled(attachment));
                Assert.Equal(isNew, attachment.Memory.GetStatus().CreatorProcessId == Environment.ProcessId);
            }
            catch (SyscallException e) when (e.Errno == Errno.EOWNERDEAD)
            {
                dead++;
                Assert.Equal(0, SysVSharedMemory.Open(_key).GetStatus().AttachCount);
            }

            SysVSharedMemory.Delete(_key);
        }

        Assert.True(dead > 0 || !TestLoad.IsLong, "no creator was killed before it was done");
    }

    [Fact]
    public void AttachOrCreate_InitializeThrows_LeavesNothing()
    {
        Assert.Throws<TimeZoneNotFoundException>(() => SysVSharedMemory.AttachOrCreate(_key, Length, 0, static _ => throw new TimeZoneNotFoundException()));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVSharedMemory.Open(_key)).Errno);
    }

    [Fact]
    public void AttachOrCreate_RemovedIncompleteWhileWaiting_IsCreatedAfterAll()
    {
        using ManualResetEventSlim isCreated = new();
        using ManualResetEventSlim maySeeIt = new();
        Task failing = Task.Factory.StartNew(() => Assert.Throws<TimeZoneNotFoundException>(() => SysVSharedMemory.AttachOrCreate(_key, Length, 0, _ =>
        {
            isCreated.Set();
            maySeeIt.Wait();
            throw new TimeZoneNotFoundException();
        })), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        isCreated.Wait();
        SysVSharedMemory incomplete = SysVSharedMemory.Open(_key);
        Task<bool> waiting = Task.Factory.StartNew(() =>
        {
            using SysVSharedMemoryAttachment attachment = SysVSharedMemory.AttachOrCreate(_key, Length, 0, Fill);
            return attachment.Memory != incomplete && IsFilled(attachment);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(SpinWait.SpinUntil(() => incomplete.GetStatus().AttachCount == 2, Watchdog.Limit));
        maySeeIt.Set();

        Assert.True(waiting.GetAwaiter().GetResult());
        failing.GetAwaiter().GetResult();
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => incomplete.GetStatus()).Errno);
    }

    [Theory]
    [InlineData(100, -4)]
    [InlineData(100, 2)]
    [InlineData(100, 100)]
    [InlineData(102, 100)]
    [InlineData(3, 0)]
    public void AttachOrCreate_WordOutsideTheSegment_IsRefusedBeforeTheCall(long bytes, long readyOffset)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSharedMemory.AttachOrCreate(_key, bytes, readyOffset, Fill));
        Assert.Throws<ArgumentException>(() => SysVSharedMemory.AttachOrCreate(SysVKey.Private, 100, 0, Fill));
        Assert.Throws<ArgumentNullException>(() => SysVSharedMemory.AttachOrCreate(_key, 100, 0, null!));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVSharedMemory.Open(_key)).Errno);
    }

    private static void Race(string[] arguments)
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            var key = new SysVKey(int.Parse(line.AsSpan("race ".Length), CultureInfo.InvariantCulture));
            int creators = 0;
            using SysVSharedMemoryAttachment attachment = SysVSharedMemory.AttachOrCreate(key, Length, 0, memory =>
            {
                creators++;
                Fill(memory);
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{creators} {(IsFilled(attachment) ? 0 : 1)}"));
        }
    }

    private static void Fill(SysVSharedMemoryAttachment memory) => memory.Span[4..].Fill(Filling);

    private static bool IsFilled(SysVSharedMemoryAttachment memory) => !memory.ReadOnlySpan[4..].ContainsAnyExcept(Filling);

    private static void Remove(SysVKey key)
    {
        try
        {
            SysVSharedMemory.Delete(key);
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            // The test did.
        }
    }
}
