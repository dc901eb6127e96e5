using System.Globalization;

namespace Causeway.Tests.Locks;

/// <summary>Holders and waiters of a robust mutex killed at random moments: exactly one next owner is told, the data can be repaired, nobody hangs.</summary>
public sealed class PosixMutexDeathTests : IDisposable
{
    private const int OwnSerial = 1;
    private const int FirstDotnetSerial = 5000;
    private static readonly TimeSpan s_longEnough = TimeSpan.FromMinutes(1);

    private readonly LockRoom _room = new(4096 + 8192);

    public void Dispose() => _room.Dispose();

    [Fact]
    public void Lock_WorkersInCKilledAtRandom_EachDeathIsToldOnce()
    {
        int kills = TestLoad.Rounds(1000);
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        Ledger ledger = new(_room.Mapping, OwnSerial);
        using Peer peer = Peer.StartC("mutex_deaths", _room.Name, kills.ToString(CultureInfo.InvariantCulture), TestLoad.Seed.ToString(CultureInfo.InvariantCulture));
        peer.Expect("working");
        string? killed = null;
        Thread reader = new(() => killed = peer.ReadLine());
        reader.Start();

        while (!reader.Join(0))
            ledger.Work(mutex);

        peer.ExpectSuccess();
        Assert.Equal((kills + 3).ToString(CultureInfo.InvariantCulture), killed);
        ledger.Work(mutex);
        ledger.AssertKept();
        if (TestLoad.IsLong)
            Console.Error.WriteLine($"{killed} killed, {ledger.DeathsTold} of them inside, {ledger.Passes} passes of our own");
        Assert.True(!TestLoad.IsLong || ledger.DeathsTold > 0, "no kill hit an owner");
    }

    [Fact]
    public void Lock_DotnetWorkersKilledAtRandom_EachDeathIsToldOnce()
    {
        using PosixMutex mutex = PosixMutex.Create(_room.At(0));
        Ledger ledger = new(_room.Mapping, OwnSerial);
        foreach (int round in TestLoad.Choose(40))
        {
            using Peer worker = Peer.StartDotnet(WorkInPeer, _room.Name, (FirstDotnetSerial + round).ToString(CultureInfo.InvariantCulture));
            worker.Expect("working");
            long end = Environment.TickCount64 + TestLoad.NewRandom(round).Next(30);
            while (Environment.TickCount64 < end)
                ledger.Work(mutex);

            worker.Process.Kill();
            worker.Process.WaitForExit();

            ledger.Work(mutex);
            ledger.AssertKept();
        }
    }

    private static void WorkInPeer(string[] arguments)
    {
        using MemoryMapping mapping = LockRoom.Map(arguments[0]);
        using PosixMutex mutex = PosixMutex.Open(LockPlace.In(mapping));
        Ledger ledger = new(mapping, int.Parse(arguments[1], CultureInfo.InvariantCulture));
        Console.WriteLine("working");
        while (true)
            ledger.Work(mutex);
    }

    /// <summary>What the mutex guards, as tests/Peers/mutex_deaths.c lays it out: two numbers that are equal unless somebody is inside.</summary>
    private sealed class Ledger(MemoryMapping memory, int serial)
    {
        public int Passes { get; private set; }

        public int DeathsTold => memory.GetReference<int>(80);

        private ref int Holder => ref memory.GetReference<int>(64);

        private ref int First => ref memory.GetReference<int>(68);

        private ref int Second => ref memory.GetReference<int>(72);

        private ref int Violations => ref memory.GetReference<int>(76);

        public void Work(PosixMutex mutex)
        {
            Enter(mutex);
            Volatile.Write(ref Holder, serial);
            Volatile.Write(ref First, First + 1);
            Thread.SpinWait(20);
            Volatile.Write(ref Second, First);
            Volatile.Write(ref Holder, 0);
            mutex.Unlock();
            Passes++;
        }

        public void AssertKept()
        {
            Assert.Equal(0, Violations);
            Assert.Equal(First, Second);
            Assert.Equal(0, Holder);
        }

        private void Enter(PosixMutex mutex)
        {
            try
            {
                mutex.Lock(s_longEnough);
                if (Holder != 0 || First != Second)
                    Violations++;
            }
            catch (OwnerDiedException)
            {
                Repair(mutex);
            }
        }

        /// <summary>The number inside changes before the death is counted, so that a death in the midst of this counts none twice.</summary>
        private void Repair(PosixMutex mutex)
        {
            int dead = Holder;
            Volatile.Write(ref Holder, serial);
            memory.GetReference<int>(80)++;
            if (dead != 0 && ++memory.GetReference<byte>(4096 + dead) > 1)
                Violations++;
            Second = First;
            mutex.MarkConsistent();
        }
    }
}
