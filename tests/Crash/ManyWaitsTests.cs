using System.Globalization;
using Causeway;

namespace Crash.Tests;

/// <summary>Many waits of one process.</summary>
public sealed class ManyWaitsTests : IDisposable
{
    private readonly TestDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Awaited_DoorbellFull_NoWakeUpIsLost()
    {
        const int Count = 600;
        using var peer = Peer.StartDotnet(AwaitAll, _domain.Path, Count.ToString(CultureInfo.InvariantCulture));
        peer.Expect("awaiting");
        NamedEvent[] events = [.. Enumerable.Range(0, Count).Select(number => NamedEvent.OpenExisting($"event-{number}", _domain.Domain))];
        foreach (string bell in Directory.EnumerateFiles(_domain.Path, ".bell-*"))
        {
            // As small as the kernel makes them where a user has many pipes.
            using PipeWriteEnd end = Fifo.OpenWriter(bell);
            end.SetCapacity(4096);
        }

        peer.Process.TrySendSignal(Signal.Stop);
        while (!ProcessState.IsStopped(peer.Process.Id))
            Thread.Sleep(1);
        Array.ForEach(events, static one => one.Set());
        peer.Process.TrySendSignal(Signal.Cont);
        peer.ExpectSuccess();
        Array.ForEach(events, static one => one.Dispose());
    }

    /// <summary>The numbers: 5,000 objects, at most four threads more, no processor time while nothing happens.</summary>
    [Fact]
    public void Awaited_FiveThousand_FewThreadsAndNoProcessorTime()
    {
        const int Count = 5000;
        using var peer = Peer.StartDotnet(AwaitAll, _domain.Path, Count.ToString(CultureInfo.InvariantCulture));
        peer.Expect("awaiting");
        int more = int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);
        Assert.InRange(more, 0, 4);

        // Until it has settled: the runtime compiles what was hot, in the background.
        Watchdog.Until(() => IdleTicks(peer.Process.Id) == 0, static () => "it uses the processor all the time");
        for (int number = 0; number < Count; number++)
        {
            using var one = NamedEvent.OpenExisting($"event-{number}", _domain.Domain);
            one.Set();
        }

        peer.ExpectSuccess();
    }

    private static long IdleTicks(int processId)
    {
        long before = Ticks(processId);
        Thread.Sleep(500);
        return Ticks(processId) - before;
    }

    private static long Ticks(int processId)
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        string[] words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(words[11], CultureInfo.InvariantCulture) + long.Parse(words[12], CultureInfo.InvariantCulture);
    }

    internal static async Task AwaitAll(string[] arguments)
    {
        int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var domain = Domain.Open(arguments[0]);

        // The first wait starts what there is once in a process.
        using (var first = NamedEvent.Create("first", initialState: false, EventResetMode.AutoReset, domain))
        {
            ValueTask<bool> one = first.WaitOneAsync();
            first.Set();
            await one;
        }

        int before = Directory.GetDirectories("/proc/self/task").Length;
        NamedEvent[] events = [.. Enumerable.Range(0, count).Select(number => NamedEvent.Create($"event-{number}", initialState: false, EventResetMode.AutoReset, domain))];
        Task[] waits = [.. events.Select(static one => one.WaitOneAsync().AsTask())];
        Console.WriteLine("awaiting");
        Console.WriteLine(Math.Max(0, Directory.GetDirectories("/proc/self/task").Length - before).ToString(CultureInfo.InvariantCulture));
        await Task.WhenAll(waits);
        Array.ForEach(events, static one => one.Dispose());
    }
}
