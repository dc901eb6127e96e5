using Causeway;

namespace Crash.Tests;

/// <summary>A process is stopped after it has freed an object, before it has woken anybody: whoever comes next makes that good.</summary>
public sealed class OwedWakeUpTests : IDisposable
{
    private readonly TestDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Writer_StoppedBeforeItWakesWhoeverHasTheTurn_IsMadeGoodByAReaderThatOnlyLooks()
    {
        using var @lock = NamedReaderWriterLock.Create("lock", NamedReaderWriterPreference.Writers, _domain.Domain);

        // It comes in, its first change; and goes out, its second.
        ChildProcessOptions options = Peer.DotnetOptions(WriteAndLeave, _domain.Path);
        options.Environment["CAUSEWAY_STOP_AT"] = "word.changed:2";
        using var writer = Peer.Start(options);
        writer.Expect("writes");
        bool isIn = false;
        Thread next = new(() =>
        {
            using NamedWriteScope write = @lock.EnterWrite();
            Volatile.Write(ref isIn, true);
        });
        next.Start();
        Watchdog.Until(() => _domain.Domain.Find("lock")!.Details!.TurnCell != 0, static () => "the second writer does not ask for the turn");
        writer.Send("leave");
        Watchdog.Until(() => ProcessState.IsStopped(writer.Process.Id), static () => "the first writer is not stopped");
        Watchdog.Until(
            () =>
            {
                if (@lock.ReadSide.WaitOne(TimeSpan.Zero))
                    @lock.ExitRead();
                return Volatile.Read(ref isIn);
            },
            static () => "the second writer, which has the turn, sleeps before a free lock");
        next.Join();
    }

    [Fact]
    public void Initialiser_StoppedBeforeItTellsWhoeverWaits_IsMadeGoodByOneThatOnlyOpens()
    {
        ChildProcessOptions options = Peer.DotnetOptions(FillWhenTold, _domain.Path);
        options.Environment["CAUSEWAY_STOP_AT"] = "memory.ended";
        using var initialiser = Peer.Start(options);
        initialiser.Expect("fills");
        bool isIn = false;
        Thread waiter = new(() =>
        {
            using var memory = NamedMemory.OpenExisting("memory", domain: _domain.Domain);
            Volatile.Write(ref isIn, true);
        });
        waiter.Start();
        Watchdog.Until(
            () => _domain.Domain.Find("memory")!.Details!.Participants.Any(static one => one.WaitingThreads > 0),
            static () => "the waiter does not wait");
        initialiser.Send("done");
        Watchdog.Until(() => ProcessState.IsStopped(initialiser.Process.Id), static () => "the initialiser is not stopped");
        Watchdog.Until(
            () =>
            {
                if (NamedMemory.TryOpenExisting("memory", out NamedMemory? memory, _domain.Domain))
                    memory.Dispose();
                return Volatile.Read(ref isIn);
            },
            static () => "the waiter sleeps before memory that is ready");
        waiter.Join();
        _domain.Domain.Delete("memory");
    }

    internal static void FillWhenTold(string[] arguments)
    {
        using var memory = NamedMemory.Create("memory", 4096, static _ =>
        {
            Console.WriteLine("fills");
            Console.ReadLine();
        }, Domain.Open(arguments[0]));
    }

    internal static void WriteAndLeave(string[] arguments)
    {
        using var @lock = NamedReaderWriterLock.OpenExisting("lock", Domain.Open(arguments[0]));
        using NamedWriteScope write = @lock.EnterWrite();
        Console.WriteLine("writes");
        Console.ReadLine();
    }
}
