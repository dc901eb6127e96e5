namespace Causeway.Tests.Futexes;

public sealed class FutexTests : IDisposable
{
    private readonly MemoryMapping _mapping = SharedPage.Map();

    public void Dispose() => _mapping.Dispose();

    [Fact]
    public void Wait_WordDiffers_AnswersFalseAtOnce()
    {
        var futex = new Futex(_mapping, 8);
        futex.Word = 5;

        Assert.False(futex.Wait(4));
        Assert.False(futex.WaitAsync(4).AsTask().GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Wait_NobodyWakes_TimesOut(int milliseconds) =>
        Assert.Throws<TimeoutException>(() => new Futex(_mapping, 0).Wait(0, TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Wait_Cancelled_Throws()
    {
        var futex = new Futex(_mapping, 0);
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(20));

        Assert.Equal(source.Token, Assert.ThrowsAny<OperationCanceledException>(() => WaitWhileZero(futex, source.Token)).CancellationToken);
        Assert.ThrowsAny<OperationCanceledException>(() => futex.WaitAsync(0, source.Token).AsTask().GetAwaiter().GetResult());
    }

    [Fact]
    public void Wake_Nobody_IsZero()
    {
        var futex = new Futex(_mapping, 0);
        Assert.Equal(0, futex.Wake());
        Assert.Equal(0, futex.WakeAll());
        Assert.Throws<ArgumentOutOfRangeException>("count", () => futex.Wake(0));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(2)]
    [InlineData(4096)]
    public void New_ImpossiblePlace_IsRefused(long offset) => Assert.ThrowsAny<ArgumentException>(() => new Futex(_mapping, offset));

    [Fact]
    public void New_PrivateMapping_IsForThisProcessAlone()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);

        Assert.Contains("privately", Assert.Throws<InvalidOperationException>(() => new Futex(mapping, 0)).Message, StringComparison.Ordinal);
        Assert.Equal(0, new Futex(mapping, 0, FutexScope.ThisProcess).Wake());
    }

    [Fact]
    public async Task Wait_StoredAndWoken_SeesTheChange()
    {
        const int Rounds = 2000;
        var ping = new Futex(_mapping, 0);
        var pong = new Futex(_mapping, 64);
        Task other = Task.Factory.StartNew(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                while (Volatile.Read(ref ping.Word) == round)
                    ping.Wait(round);
                Volatile.Write(ref pong.Word, round + 1);
                pong.Wake();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (int round = 0; round < Rounds; round++)
        {
            Volatile.Write(ref ping.Word, round + 1);
            ping.Wake();
            while (Volatile.Read(ref pong.Word) == round)
                pong.Wait(round);
        }

        await other;
        Assert.Equal((Rounds, Rounds), (ping.Word, pong.Word));
    }

    [Fact]
    public async Task WaitAsync_MappingDisposedMeanwhile_KeepsItMappedUntilTheWaitEnds()
    {
        MemoryMapping mapping = SharedPage.Map();
        var futex = new Futex(mapping, 0);
        using CancellationTokenSource source = new();
        Task<bool> pending = futex.WaitAsync(0, source.Token).AsTask();
        mapping.Dispose();

        await source.CancelAsync();

        Exception? end = await Record.ExceptionAsync(() => pending);
        Assert.True(end is OperationCanceledException or ObjectDisposedException, $"{end}");
        Assert.Throws<ObjectDisposedException>(() => futex.Wake());
    }

    [Fact]
    public async Task WakeBitset_OtherBits_WakesNobody()
    {
        var futex = new Futex(_mapping, 0);
        Task<bool> two = futex.WaitBitsetAsync(0, 2).AsTask();
        Task<bool> any = futex.WaitAsync(0).AsTask();
        while (futex.WakeBitset(4, int.MaxValue) == 0)
            await Task.Yield();
        Assert.True(await any);
        Assert.False(two.IsCompleted);

        while (futex.WakeBitset(3) == 0)
            await Task.Yield();

        Assert.True(await two);
        Assert.Throws<ArgumentOutOfRangeException>("bits", () => futex.WakeBitset(0));
        Assert.Throws<ArgumentOutOfRangeException>("bits", () => futex.WaitBitset(0, 0));
    }

    [Fact]
    public async Task Requeue_Waiters_AreWokenAtTheOtherWord()
    {
        const int Waiters = 4;
        var from = new Futex(_mapping, 0);
        var to = new Futex(_mapping, 64);
        Task<bool>[] waits = [.. Enumerable.Range(0, Waiters).Select(_ => from.WaitAsync(0).AsTask())];
        int moved = 0;
        while (moved < Waiters)
            moved += from.Requeue(to, wakeCount: 0);

        // A signal has a waiter that was moved wait at its own word again: it is moved once more.
        int woken = to.Wake();
        Assert.InRange(woken, 0, 1);
        while (!Array.TrueForAll(waits, static wait => wait.IsCompleted))
        {
            from.Requeue(to, wakeCount: 0);
            woken += to.WakeAll();
        }

        Assert.Equal(Waiters, woken);
        await Task.WhenAll(waits);
    }

    [Fact]
    public void Requeue_WordDiffersOrNegativeCounts_AreTold()
    {
        var from = new Futex(_mapping, 0);
        var to = new Futex(_mapping, 64);
        Assert.False(from.TryRequeue(1, to, out int affected));
        Assert.Equal(0, affected);
        Assert.Throws<ArgumentOutOfRangeException>("wakeCount", () => from.TryRequeue(0, to, out _, wakeCount: -1));
        Assert.Throws<ArgumentOutOfRangeException>("moveCount", () => from.Requeue(to, moveCount: -1));
        Assert.Throws<ArgumentException>("target", () => from.Requeue(new Futex(_mapping, 64, FutexScope.ThisProcess)));
    }

    [Fact]
    public async Task Wake_OtherScope_WakesNobody()
    {
        var mine = new Futex(_mapping, 0, FutexScope.ThisProcess);
        var everybodys = new Futex(_mapping, 0);
        Task<bool> pending = mine.WaitAsync(0).AsTask();
        Assert.Equal(0, everybodys.WakeAll());

        while (mine.Wake() == 0)
            Assert.Equal(0, everybodys.WakeAll());

        Assert.True(await pending);
    }

    [Fact]
    public void New_AddressOrSegment_IsTheSameWord()
    {
        SysVSharedMemory segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        using SysVSharedMemoryAttachment attachment = segment.Attach();
        segment.Delete();
        var futex = new Futex(attachment, 16);
        futex.Word = 4;
        Assert.False(futex.Wait(3));
        Assert.ThrowsAny<ArgumentException>(() => new Futex(attachment, 2));

        unsafe
        {
            fixed (byte* start = attachment.GetReadOnlySpan<byte>(16, 4))
            {
                nint address = (nint)start;
                var same = new Futex(address);
                Assert.Equal(4, same.Word);
                Assert.Equal(0, same.Wake());
                Assert.Throws<ArgumentException>("address", () => new Futex(address + 1));
            }
        }

        Assert.Throws<ArgumentException>("address", () => new Futex((nint)0));
    }

    [Fact]
    public void Calls_ThatNeedNotWait_AllocateNothing()
    {
        var futex = new Futex(_mapping, 0);
        Assert.Equal(0, Allocations.Least(1000, Use));

        void Use()
        {
            futex.Wake();
            futex.Wait(1);
            futex.WakeBitset(2);
            _ = futex.Word;
        }
    }

    private static void WaitWhileZero(Futex futex, CancellationToken token)
    {
        while (Volatile.Read(ref futex.Word) == 0)
            futex.Wait(0, timeout: null, token);
    }
}
