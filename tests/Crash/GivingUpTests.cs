using System.Globalization;
using Causeway;

namespace Crash.Tests;

/// <summary>Waits that end by deadline or token just when units are released: no unit and no wake-up is lost.</summary>
public sealed class GivingUpTests : IDisposable
{
    private const int NamedUnits = 100_000;
    private readonly TestDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Waits_EndingAsUnitsAreReleased_LoseNone()
    {
        int units = TestLoad.Rounds(NamedUnits);
        using var semaphore = NamedSemaphore.Create("semaphore", 0, int.MaxValue, NamedSemaphoreOptions.ConsumedUnits, _domain.Domain);
        using var ended = NamedEvent.Create("ended", initialState: false, EventResetMode.ManualReset, _domain.Domain);
        using var peer = Peer.StartDotnet(GiveUpOften, _domain.Path, TestLoad.Seed.ToString(CultureInfo.InvariantCulture));
        peer.Expect("ready");
        Task<int> own = Task.Run(() => TakeAsync(_domain.Domain, TestLoad.NewRandom()));
        Random random = TestLoad.NewRandom(1);
        for (int released = 0; released < units; released++)
        {
            semaphore.Release();
            Thread.SpinWait(random.Next(2000));
        }

        // Whoever waits without end now gets what is left, without another release.
        Watchdog.Until(() => semaphore.CurrentCount == 0, () => $"{semaphore.CurrentCount} units are left while somebody waits");
        ended.Set();
        semaphore.Release(Takers * 2);
        int taken = own.GetAwaiter().GetResult() + int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);
        peer.ExpectSuccess();
        Assert.Equal(units + (Takers * 2), taken + semaphore.CurrentCount);
    }

    private const int Takers = 4;

    internal static async Task GiveUpOften(string[] arguments)
    {
        Console.WriteLine("ready");
        int taken = await TakeAsync(Domain.Open(arguments[0]), new Random(int.Parse(arguments[1], CultureInfo.InvariantCulture)));
        Console.WriteLine(taken.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Two threads and two asynchronous ones that mostly give up, until the event is set.</summary>
    private static async Task<int> TakeAsync(Domain domain, Random random)
    {
        using var semaphore = NamedSemaphore.OpenExisting("semaphore", domain);
        using var ended = NamedEvent.OpenExisting("ended", domain);
        int[] seeds = [.. Enumerable.Range(0, Takers).Select(_ => random.Next())];
        int[] taken = await Task.WhenAll(seeds.Select((seed, number) => number % 2 == 0
            ? Task.Factory.StartNew(() => Take(semaphore, ended, new Random(seed)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.Run(() => TakeAsync(semaphore, ended, new Random(seed)))));
        return taken.Sum();
    }

    private static int Take(NamedSemaphore semaphore, NamedEvent ended, Random random)
    {
        int taken = 0;
        while (!ended.WaitOne(TimeSpan.Zero))
        {
            using CancellationTokenSource source = new();
            if (random.Next(2) == 0)
                source.CancelAfter(random.Next(3));
            try
            {
                if (semaphore.WaitOne(random.Next(8) == 0 ? null : TimeSpan.FromMicroseconds(random.Next(1, 2000)), source.Token))
                    taken++;
            }
            catch (OperationCanceledException)
            {
                // As it was told.
            }
        }

        return taken;
    }

    private static async Task<int> TakeAsync(NamedSemaphore semaphore, NamedEvent ended, Random random)
    {
        int taken = 0;
        while (!ended.WaitOne(TimeSpan.Zero))
        {
            using CancellationTokenSource source = new();
            if (random.Next(2) == 0)
                source.CancelAfter(random.Next(3));
            try
            {
                if (await semaphore.WaitOneAsync(random.Next(8) == 0 ? null : TimeSpan.FromMicroseconds(random.Next(1, 2000)), source.Token))
                    taken++;
            }
            catch (OperationCanceledException)
            {
                // As it was told.
            }
        }

        return taken;
    }
}
