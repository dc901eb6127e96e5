using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Causeway;
using Causeway.Tests;

namespace Crash.Tests;

/// <summary>Deaths of every manner are deaths: who waits for what the dead held gets it, and is told.</summary>
public sealed class DeathTests : IDisposable
{
    private readonly TestDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task Holder_ExecsAnotherProgram_GivesUpWhatItHeld()
    {
        using var @lock = NamedLock.Create("lock", _domain.Domain);
        using var peer = Peer.StartDotnet(HoldAndExec, _domain.Path);
        peer.Expect("held");
        ValueTask<NamedLockScope> waiting = @lock.AcquireAsync();
        peer.Send("exec");
        using NamedLockScope held = await waiting;
        Assert.True(held.PreviousOwnerDied);
        peer.Expect("another program");
    }

    internal static unsafe void HoldAndExec(string[] arguments)
    {
        Hold(arguments);
        Console.ReadLine();
        nint program = Marshal.StringToCoTaskMemUTF8("sh");
        nint option = Marshal.StringToCoTaskMemUTF8("-c");
        nint script = Marshal.StringToCoTaskMemUTF8("echo another program; exec sleep 60");
        nint* all = stackalloc nint[] { program, option, script, 0 };
        var exec = (delegate* unmanaged<nint, nint*, int>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "execvp");
        _ = exec(program, all);
    }

    [Fact]
    public async Task Holder_KilledWhileItsChildrenLiveOn_DeathIsNoticed()
    {
        using var @lock = NamedLock.Create("lock", _domain.Domain);
        using var peer = Peer.StartDotnet(HoldWithChildren, _domain.Path);
        peer.Expect("held");
        int[] children = [.. peer.ReadLine()!.Split(' ').Select(static one => int.Parse(one, CultureInfo.InvariantCulture))];
        try
        {
            ValueTask<NamedLockScope> waiting = @lock.AcquireAsync();
            peer.Process.Kill();
            using NamedLockScope held = await waiting;
            Assert.True(held.PreviousOwnerDied);
            Assert.DoesNotContain(children, static child => ProcessState.IsDead(child));
        }
        finally
        {
            foreach (int child in children)
            {
                using var process = Process.GetProcessById(child);
                process.Kill();
            }
        }
    }

    internal static void HoldWithChildren(string[] arguments)
    {
        Hold(arguments);
        using var spawned = ChildProcess.Start("sleep", "60");
        using var started = Process.Start(new ProcessStartInfo("sleep", "60") { RedirectStandardOutput = false })!;
        Console.WriteLine($"{spawned.Id} {started.Id}");
        Console.ReadLine();
    }

    [RootFact]
    public async Task Holder_KilledInAnotherPidNamespace_DeathIsNoticed()
    {
        using var @lock = NamedLock.Create("lock", _domain.Domain);
        ChildProcessOptions dotnet = Peer.DotnetOptions(Hold, _domain.Path, "and wait");
        using var peer = Peer.Start(new ChildProcessOptions("unshare", ["-p", "-f", "--kill-child", "--", dotnet.Program, .. dotnet.Arguments]));
        peer.Expect("held");
        ValueTask<NamedLockScope> waiting = @lock.AcquireAsync();
        peer.Process.Kill();
        using NamedLockScope held = await waiting;
        Assert.True(held.PreviousOwnerDied);
    }

    /// <summary>Two who never see each other's number: it is 1 in both namespaces.</summary>
    [RootFact]
    public void TwoNamespaces_OneNumber_AreTwo()
    {
        using var semaphore = NamedSemaphore.Create("semaphore", 2, 2, domain: _domain.Domain);
        ChildProcessOptions dotnet = Peer.DotnetOptions(HoldUnit, _domain.Path);
        ChildProcessOptions options = new("unshare", ["-p", "-f", "--kill-child", "--", dotnet.Program, .. dotnet.Arguments]);
        using var one = Peer.Start(options);
        using var two = Peer.Start(new ChildProcessOptions("unshare", options.Arguments));
        one.Expect("held");
        two.Expect("held");
        Assert.False(semaphore.WaitOne(TimeSpan.Zero));
        one.Process.Kill();
        Assert.True(semaphore.WaitOne());
        Assert.False(semaphore.WaitOne(TimeSpan.Zero));
    }

    internal static void HoldUnit(string[] arguments)
    {
        var semaphore = NamedSemaphore.OpenExisting("semaphore", Domain.Open(arguments[0]));
        semaphore.WaitOne();
        Console.WriteLine("held");
        Console.ReadLine();
        GC.KeepAlive(semaphore);
    }

    [RootFact]
    public void Holder_ItsNumberGivenToAnother_IsDead()
    {
        const string LastPid = "/proc/sys/kernel/ns_last_pid";
        using var mutex = NamedMutex.Create("mutex", _domain.Domain);
        int number;
        using (var peer = Peer.StartDotnet(HoldMutex, _domain.Path))
        {
            peer.Expect("held");
            number = peer.Process.Id;
        }

        // Others take numbers too: until it is this one's turn.
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            File.WriteAllText(LastPid, (number - 1).ToString(CultureInfo.InvariantCulture));
            using var stranger = ChildProcess.Start("sleep", "60");
            bool isIt = stranger.Id == number;
            bool told = isIt && Take(mutex);
            stranger.Kill();
            stranger.WaitForExit();
            if (!isIt)
                continue;
            Assert.True(told);
            Assert.False(Take(mutex));
            return;
        }

        Assert.Fail($"no process got the number {number}");
    }

    private static bool Take(NamedMutex mutex)
    {
        using NamedMutexScope held = mutex.Enter();
        return held.PreviousOwnerDied;
    }

    /// <summary>However little is to be seen of who was killed while it joined or left: who leaves in good order after that buries it, and the object stays.</summary>
    [Theory]
    [InlineData("join.locked")]
    [InlineData("join.cookie")]
    [InlineData("join.entering")]
    [InlineData("join.entered")]
    [InlineData("join.counted")]
    [InlineData("leave.given")]
    [InlineData("leave.waiting")]
    [InlineData("leave.doorbell")]
    [InlineData("leave.emptied")]
    public void Newcomer_KilledAt_IsBuriedByWhoLeaves(string point)
    {
        using (var semaphore = NamedSemaphore.Create("semaphore", 2, 2, domain: _domain.Domain))
        {
            ChildProcessOptions options = Peer.DotnetOptions(ComeAndGo, _domain.Path);
            options.Environment["CAUSEWAY_CRASH_AT"] = point;
            using var newcomer = Peer.Start(options);
            Assert.Equal(Signal.Kill, newcomer.Process.WaitForExit().Signal);
        }

        NamedObjectDetails left = _domain.Domain.Find("semaphore")!.Details!;
        Assert.Equal((2, 0), (left.Value, left.Participants.Count));
        Assert.Empty(_domain.Domain.Collect().Objects);
    }

    internal static void ComeAndGo(string[] arguments)
    {
        using var semaphore = NamedSemaphore.OpenExisting("semaphore", Domain.Open(arguments[0]));
        semaphore.WaitOne();
    }

    internal static void HoldMutex(string[] arguments)
    {
        var mutex = NamedMutex.OpenExisting("mutex", Domain.Open(arguments[0]));
        mutex.WaitOne();
        Console.WriteLine("held");
        Console.ReadLine();
        GC.KeepAlive(mutex);
    }

    internal static void Hold(string[] arguments)
    {
        var @lock = NamedLock.OpenExisting("lock", Domain.Open(arguments[0]));
        @lock.WaitOne();
        Console.WriteLine("held");
        if (arguments.Length > 1)
            Console.ReadLine();
        GC.KeepAlive(@lock);
    }
}
