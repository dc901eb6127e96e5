namespace Causeway.Tests.Named;

public sealed class NamedCountdownTests : IDisposable
{
    private static readonly TimeSpan s_now = TimeSpan.Zero;
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    private NamedCountdown Create(int count, NamedCountdownOptions options = default) => NamedCountdown.Create("countdown", count, options, _domain.Domain);

    [Fact]
    public void Signal_Last_Sets()
    {
        using NamedCountdown countdown = Create(3);
        Assert.False(countdown.Signal());
        Assert.Throws<InvalidOperationException>(() => countdown.Signal(3));
        Assert.Equal(2, countdown.CurrentCount);
        Assert.False(countdown.WaitOne(s_now));
        Assert.True(countdown.Signal(2));
        Assert.True(countdown.IsSet);
        Assert.True(countdown.WaitOne(s_now));
        Assert.True(countdown.WaitOne(s_now));
        Assert.Throws<InvalidOperationException>(() => countdown.Signal());
    }

    [Fact]
    public void AddCount_UntilSet_Adds()
    {
        using NamedCountdown countdown = Create(1);
        countdown.AddCount(2);
        Assert.Equal(3, countdown.CurrentCount);
        Assert.Throws<InvalidOperationException>(() => countdown.TryAddCount(1_073_741_823));
        Assert.Equal(3, countdown.CurrentCount);
        countdown.Signal(3);
        Assert.False(countdown.TryAddCount());
        Assert.Throws<InvalidOperationException>(() => countdown.AddCount());
        countdown.Reset();
        Assert.Equal(1, countdown.CurrentCount);
        countdown.Reset(1_073_741_823);
        Assert.Equal(1_073_741_823, countdown.CurrentCount);
        Assert.Equal(1, countdown.InitialCount);
        countdown.Reset(0);
        Assert.True(countdown.IsSet);
    }

    [Fact]
    public void Arguments_OutOfRange_Refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(1_073_741_824));
        using NamedCountdown countdown = Create(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => countdown.Signal(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => countdown.AddCount(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => countdown.Reset(-1));
        using var @lock = NamedLock.Create("lock", _domain.Domain);
        Assert.Throws<LayoutMismatchException>(() => NamedCountdown.OpenExisting("lock", _domain.Domain));
        Assert.False(NamedCountdown.TryOpenExisting("none", out _, _domain.Domain));
    }

    [Fact]
    public async Task Waits_LastSignalOfAnotherProcess_AllEnd()
    {
        using NamedCountdown countdown = Create(100);
        using CancellationTokenSource source = new();
        Task<bool> cancelled = countdown.WaitOneAsync(cancellationToken: source.Token).AsTask();
        Task<bool>[] waits = [.. Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? countdown.WaitOneAsync().AsTask() : Task.Run(() => countdown.WaitOne()))];
        await ObjectBytes.UntilWaitersAsync(_domain, "countdown", 7);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        using Peer first = Peer.StartDotnet(SignalFifty, _domain.Path);
        using Peer second = Peer.StartDotnet(SignalFifty, _domain.Path);
        Assert.All(await Task.WhenAll(waits), Assert.True);
        first.ExpectSuccess();
        second.ExpectSuccess();
        Assert.Equal(0, ObjectBytes.Waiters(_domain, "countdown"));
    }

    internal static void SignalFifty(string[] arguments)
    {
        using var countdown = NamedCountdown.OpenExisting("countdown", Domain.Open(arguments[0]));
        for (int i = 0; i < 50; i++)
            countdown.Signal();
    }

    [Theory]
    [InlineData(NamedCountdownOptions.None)]
    [InlineData(NamedCountdownOptions.SignalForTheDead)]
    public async Task SignallerKilled_WhatItOwes_IsSignalledIfAsked(NamedCountdownOptions options)
    {
        using NamedCountdown countdown = Create(1, options);
        using Peer peer = Peer.StartDotnet(Owe, _domain.Path);
        peer.Expect("owes");
        Assert.Equal(3, countdown.CurrentCount);
        countdown.Signal();
        Task<bool> waits = countdown.WaitOneAsync().AsTask();
        await ObjectBytes.UntilWaitersAsync(_domain, "countdown", 1);
        peer.Process.Kill();
        peer.Process.WaitForExit();
        if (options == NamedCountdownOptions.None)
        {
            using NamedCountdown newcomer = NamedCountdown.OpenExisting("countdown", _domain.Domain);
            Assert.False(newcomer.WaitOne(s_now));
            Assert.Equal(2, newcomer.CurrentCount);
            Assert.False(newcomer.SignallerDied);
            countdown.Signal(2);
        }

        Assert.True(await waits);
        Assert.Equal(options != NamedCountdownOptions.None, countdown.SignallerDied);
        countdown.Reset();
        Assert.False(countdown.SignallerDied);
    }

    internal static void Owe(string[] arguments)
    {
        var countdown = NamedCountdown.OpenExisting("countdown", Domain.Open(arguments[0]));
        countdown.AddCount(3);
        countdown.Signal();
        Console.WriteLine("owes");
        Console.ReadLine();
    }

    [Fact]
    public async Task Dispose_WhileWaiting_EndsWaits()
    {
        NamedCountdown countdown = Create(1);
        Task<bool> awaited = countdown.WaitOneAsync().AsTask();
        var thread = Task.Run(() => countdown.WaitOne());
        await ObjectBytes.UntilWaitersAsync(_domain, "countdown", 2);
        countdown.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => awaited);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => thread);
        Assert.Throws<ObjectDisposedException>(() => countdown.Signal());
    }

    [Theory]
    [InlineData(NamedCountdownOptions.None)]
    [InlineData(NamedCountdownOptions.SignalForTheDead)]
    public void Pairs_Warm_AllocateNothing(NamedCountdownOptions options)
    {
        using NamedCountdown countdown = Create(1, options);
        Assert.Equal(0, Allocations.Least(1000, () =>
        {
            countdown.AddCount();
            countdown.Signal();
            countdown.WaitOne(TimeSpan.Zero);
        }));
    }

    [Fact]
    public void RandomWalk_AgreesWithCountdownEvent()
    {
        Random random = TestLoad.NewRandom();
        using NamedCountdown countdown = Create(5);
        using CountdownEvent reference = new(5);
        for (int i = 0; i < 5000; i++)
        {
            int count = random.Next(1, 4);
            switch (random.Next(8))
            {
                case 0 when random.Next(4) == 0:
                    countdown.Reset(count);
                    reference.Reset(count);
                    break;
                case < 3:
                    Assert.Equal(reference.TryAddCount(count), countdown.TryAddCount(count));
                    break;
                default:
                    Assert.Equal(Outcome(() => reference.Signal(count)), Outcome(() => countdown.Signal(count)));
                    break;
            }

            Assert.Equal(reference.CurrentCount, countdown.CurrentCount);
            Assert.Equal(reference.Wait(0), countdown.WaitOne(s_now));
        }
    }

    private static bool? Outcome(Func<bool> signal)
    {
        try
        {
            return signal();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
