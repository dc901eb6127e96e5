using Causeway.Futexes;

namespace Causeway.Tests.Futexes;

/// <summary>Each by the kernel's futex_waitv, and as before Linux 5.16.</summary>
public sealed class FutexWaitAnyTests : IDisposable
{
    private readonly MemoryMapping _mapping = SharedPage.Map();
    private readonly bool _usual = FutexWaitAny.UsesWaitv;

    public void Dispose()
    {
        FutexWaitAny.UsesWaitv = _usual;
        _mapping.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitAny_OneIsWoken_SaysWhich(bool inKernel)
    {
        FutexWaitAny.UsesWaitv = inKernel && _usual;
        FutexWait[] waits = Waits(inKernel ? 128 : 8);
        for (int index = 0; index < waits.Length; index += 7)
        {
            Task<int> pending = Futex.WaitAnyAsync(waits).AsTask();
            while (waits[index].Futex.Wake() == 0)
                await Task.Yield();

            Assert.Equal(index, await pending);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WaitAny_OneHasChanged_SaysWhichAtOnce(bool inKernel)
    {
        FutexWaitAny.UsesWaitv = inKernel && _usual;
        FutexWait[] waits = Waits(8);
        waits[5].Futex.Word = 1;

        Assert.Equal(5, Futex.WaitAny(waits));
        Assert.Equal(5, Futex.WaitAny(waits, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WaitAny_NobodyWakes_TimesOutOrIsCancelled(bool inKernel)
    {
        FutexWaitAny.UsesWaitv = inKernel && _usual;
        FutexWait[] waits = Waits(4);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(20));

        Assert.Throws<TimeoutException>(() => Futex.WaitAny(waits, TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => Futex.WaitAny(waits, TimeSpan.FromMilliseconds(20)));
        Assert.ThrowsAny<OperationCanceledException>(() => Futex.WaitAny(waits, null, source.Token));
    }

    [Fact]
    public void WaitAny_NoneOrMoreThan128_IsRefused()
    {
        Assert.Throws<ArgumentException>("waits", () => Futex.WaitAny([]));
        Assert.Throws<ArgumentException>("waits", () => Futex.WaitAny(Waits(129)));
        Assert.ThrowsAny<ArgumentException>(() => Futex.WaitAny([default]));
    }

    private FutexWait[] Waits(int count) => [.. Enumerable.Range(0, count).Select(index => new FutexWait(new Futex(_mapping, index * 8), 0))];
}
