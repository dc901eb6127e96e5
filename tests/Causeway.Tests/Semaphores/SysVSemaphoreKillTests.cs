using System.Globalization;
using System.Runtime.InteropServices;

namespace Causeway.Tests.Semaphores;

/// <summary>
/// Holders with SEM_UNDO killed at any moment: in C, where one process forks and kills them, and in .NET. What they guard is two
/// numbers in shared memory that are equal outside of the critical section; the next holder finds them and repairs.
/// </summary>
public sealed class SysVSemaphoreKillTests : IDisposable
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(60);

    private readonly SysVSemaphoreSet _set = SysVSemaphoreSet.Create(SysVKey.Private, [1]);
    private readonly SysVSharedMemory _memory = SysVSharedMemory.Create(SysVKey.Private, 3 * sizeof(long));

    public void Dispose()
    {
        _set.TryDelete();
        _memory.TryDelete();
    }

    [Fact]
    public void HoldersInC_KilledAtAnyMoment_TheNextGoesOn_AndRepairs()
    {
        Random random = TestLoad.NewRandom();
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        using (Peer peer = Peer.StartC("sysv_sem_killed", Text(_set.Id), Text(_memory.Id), "4"))
        {
            for (int round = 0; round < TestLoad.Rounds(2000); round++)
            {
                peer.Send(Text(random.Next(400)));
                peer.Expect("killed");
                TakeAndRepair(_set, attachment);
            }

            peer.CloseInput();
            peer.ExpectSuccess();
        }

        TakeAndRepair(_set, attachment);
        Assert.Equal((1, 0), (_set.GetValue(0), _set.GetTakeWaiters(0)));
        Assert.True(MemoryMarshal.Cast<byte, long>(attachment.Span)[2] > 0, "no holder was killed in its critical section: the test tests nothing");
    }

    [Fact]
    public void HoldersInDotnet_KilledAtAnyMoment_TheNextGoesOn_AndRepairs()
    {
        Random random = TestLoad.NewRandom();
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        for (int round = 0; round < TestLoad.Rounds(60); round++)
        {
            using Peer holder = Peer.StartDotnet(UpdateForEver, Text(_set.Id), Text(_memory.Id));
            holder.Expect("running");
            Thread.SpinWait(random.Next(200_000));
            holder.Process.Kill();
            holder.Process.WaitForExit();
            TakeAndRepair(_set, attachment);
            Assert.Equal((1, 0), (_set.GetValue(0), _set.GetTakeWaiters(0)));
        }
    }

    /// <summary>Waiters killed as they wait: nobody's unit is lost and the others go on.</summary>
    [Fact]
    public void WaitersInC_KilledAsTheyWait_TakeNothing()
    {
        _set.SetValue(0, 0);
        using (Peer peer = Peer.StartC("sysv_sem_killed", Text(_set.Id), Text(_memory.Id), "4"))
        {
            for (int round = 0; round < TestLoad.Rounds(1000); round++)
            {
                Assert.True(SpinWait.SpinUntil(() => _set.GetTakeWaiters(0) == 4, s_watchdog), "the waiters did not come");
                peer.Send("0");
                peer.Expect("killed");
                Assert.InRange(_set.GetTakeWaiters(0), 3, 4);
                Assert.Equal(0, _set.GetValue(0));
            }

            peer.CloseInput();
            peer.ExpectSuccess();
        }

        Assert.Equal((0, 0), (_set.GetValue(0), _set.GetTakeWaiters(0)));
    }

    private static void TakeAndRepair(SysVSemaphoreSet set, SysVSharedMemoryAttachment attachment)
    {
        set.Operate([SysVSemaphoreOperation.Take(0, undo: true)], s_watchdog);
        Update(attachment);
        set.Operate([SysVSemaphoreOperation.Add(0, undo: true)]);
    }

    /// <summary>What every holder does. The first is written first: of two that differ it is the newer, by one. The third counts the repairs.</summary>
    private static void Update(SysVSharedMemoryAttachment attachment)
    {
        Span<long> numbers = MemoryMarshal.Cast<byte, long>(attachment.Span)[..3];
        ref long first = ref numbers[0];
        ref long second = ref numbers[1];
        if (Volatile.Read(ref first) != Volatile.Read(ref second))
        {
            Assert.Equal(second + 1, first);
            numbers[2]++;
        }

        Volatile.Write(ref second, first);
        Volatile.Write(ref first, first + 1);
        Thread.SpinWait(20);
        Volatile.Write(ref second, first);
    }

    private static void UpdateForEver(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        using SysVSharedMemoryAttachment attachment = new SysVSharedMemory(int.Parse(arguments[1], CultureInfo.InvariantCulture)).Attach();
        for (long round = 0; ; round++)
        {
            TakeAndRepair(set, attachment);
            if (round == 100)
                Console.WriteLine("running");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
