using Causeway.Waiting;

namespace Causeway.Tests.Events;

public sealed class EventCounterTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void Read_Counter_TakesAllThatWasAdded()
    {
        using EventCounter counter = EventCounter.Create(5);
        counter.Add(7);
        counter.Add();

        Assert.Equal(13ul, counter.Value);
        Assert.Equal(13ul, counter.Read());
        Assert.False(counter.TryRead(out ulong none));
        Assert.Equal((0ul, 0ul), (none, counter.Value));
    }

    [Fact]
    public void Read_Semaphore_TakesOneAtATime()
    {
        using EventCounter counter = EventCounter.Create(0, EventCounterMode.Semaphore);
        counter.Add(3);

        Assert.Equal(1ul, counter.Read());
        Assert.True(counter.TryRead(out ulong one));
        Assert.Equal((1ul, 1ul), (one, counter.Value));
        Assert.Equal(EventCounterMode.Semaphore, counter.Mode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Read_NobodyAdds_TimesOut(int milliseconds)
    {
        using EventCounter counter = EventCounter.Create();
        Assert.Throws<TimeoutException>(() => counter.Read(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Read(TimeSpan.FromSeconds(-2)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_AddedMeanwhile_Ends(bool nonBlocking)
    {
        using EventCounter counter = Created(nonBlocking);
        Task<ulong> pending = OnThread(() => counter.Read());
        counter.Add(3);
        Assert.Equal(3ul, await pending);

        pending = OnThread(() => counter.Read(s_hour));
        counter.Add(4);
        Assert.Equal(4ul, await pending);
    }

    [Fact]
    public async Task ReadAsync_ManyAdds_LoseNothing()
    {
        const int Adds = 10_000;
        using EventCounter counter = EventCounter.Create();
        Task adding = Task.Run(() =>
        {
            for (int i = 0; i < Adds; i++)
                counter.Add();
        });
        ulong sum = 0;
        while (sum < Adds)
            sum += await counter.ReadAsync();

        await adding;
        Assert.Equal((ulong)Adds, sum);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_Cancelled_ThrowsAndTakesNothing(bool nonBlocking)
    {
        using EventCounter counter = Created(nonBlocking);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(20));

        Assert.Equal(source.Token, Assert.ThrowsAny<OperationCanceledException>(() => counter.Read(null, source.Token)).CancellationToken);
        counter.Add();
        Assert.ThrowsAny<OperationCanceledException>(() => counter.Read(null, source.Token));
        Assert.Equal(1ul, counter.Value);
    }

    [Fact]
    public async Task ReadAsync_CancelledOrDisposed_Ends()
    {
        EventCounter counter = EventCounter.Create();
        using CancellationTokenSource source = new();
        ValueTask<ulong> cancelled = counter.ReadAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);

        ValueTask<ulong> disposed = counter.ReadAsync();
        counter.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await disposed);
        Assert.Throws<ObjectDisposedException>(() => counter.Add());
        Assert.Throws<ObjectDisposedException>(() => counter.TryRead(out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Add_Full_WaitsUntilItFits(bool nonBlocking)
    {
        using EventCounter counter = Created(nonBlocking);
        Assert.True(counter.TryAdd(EventCounter.MaximumValue));
        Assert.False(counter.TryAdd());
        Assert.True(counter.TryAdd(0));
        Assert.Throws<TimeoutException>(() => counter.Add(1, TimeSpan.FromMilliseconds(20)));
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => counter.Add(1, null, source.Token));

        Task adding = OnThread(() =>
        {
            counter.Add(2);
            return 0ul;
        });
        Assert.Equal(EventCounter.MaximumValue, counter.Read());
        await adding;
        Assert.Equal(2ul, counter.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddAsync_ThereIsRoomButNotEnough_WaitsUntilItFits(bool nonBlocking)
    {
        using EventCounter counter = Created(nonBlocking);
        counter.Add(EventCounter.MaximumValue - 1);
        ValueTask adding = counter.AddAsync(10);
        Assert.False(adding.IsCompleted);

        Assert.Equal(EventCounter.MaximumValue - 1, counter.Read());

        await adding;
        Assert.Equal(10ul, await counter.ReadAsync());
    }

    [Fact]
    public void Add_TwoToThe64LessOne_IsRefusedBeforeTheCall()
    {
        using EventCounter counter = EventCounter.Create();
        Assert.Throws<ArgumentOutOfRangeException>("value", () => counter.Add(ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => counter.TryAdd(ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>("mode", () => EventCounter.Create(0, (EventCounterMode)16));
    }

    [Fact]
    public void New_OfADescriptorFromElsewhere_TellsItsModeAndRefusesOthers()
    {
        using EventCounter counter = EventCounter.Create(2, EventCounterMode.Semaphore);
        using EventCounter same = new(counter.Descriptor.Duplicate());
        Assert.True(same.Mode is null or EventCounterMode.Semaphore);
        Assert.Equal(1ul, same.Read());
        Assert.Equal(1ul, counter.Value);

        using AnonymousPipe pipe = AnonymousPipe.Create();
        Assert.Throws<ArgumentException>("descriptor", () => new EventCounter(pipe.Reader.Descriptor));
    }

    [Fact]
    public void Calls_ThatNeedNotWait_AllocateNothing()
    {
        using EventCounter counter = EventCounter.Create();
        Assert.Equal(0, Allocations.Least(1000, Use));

        void Use()
        {
            counter.Add(3);
            counter.Read();
            counter.TryAdd();
            counter.Read(s_hour);
            counter.TryRead(out _);
        }
    }

    private static Task<ulong> OnThread(Func<ulong> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static EventCounter Created(bool nonBlocking)
    {
        EventCounter counter = EventCounter.Create();
        BlockingMode.Set(counter.Descriptor, "eventfd", nonBlocking);
        return counter;
    }
}
