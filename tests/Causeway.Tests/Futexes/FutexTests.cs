namespace Causeway.Tests.Futexes;

public sealed class FutexTests : IDisposable
{
    private readonly MemoryMapping _mapping = MemoryMapping.CreateAnonymous(4096);

    public void Dispose() => _mapping.Dispose();

    [Fact]
    public void Wait_WordDiffers_AnswersFalseAtOnce()
    {
        var futex = new Futex(_mapping, 8);
        futex.Word = 5;

        Assert.False(futex.Wait(4));
        Assert.False(futex.WaitAsync(4).GetAwaiter().GetResult());
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
        Assert.ThrowsAny<OperationCanceledException>(() => futex.WaitAsync(0, source.Token).GetAwaiter().GetResult());
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
        MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);
        var futex = new Futex(mapping, 0);
        using CancellationTokenSource source = new();
        Task<bool> pending = futex.WaitAsync(0, source.Token);
        mapping.Dispose();

        await source.CancelAsync();

        Exception? end = await Record.ExceptionAsync(() => pending);
        Assert.True(end is OperationCanceledException or ObjectDisposedException, $"{end}");
        Assert.Throws<ObjectDisposedException>(() => futex.Wake());
    }

    private static void WaitWhileZero(Futex futex, CancellationToken token)
    {
        while (Volatile.Read(ref futex.Word) == 0)
            futex.Wait(0, timeout: null, token);
    }
}
