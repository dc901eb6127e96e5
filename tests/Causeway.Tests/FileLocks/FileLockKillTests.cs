using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Causeway.Tests.FileLocks;

/// <summary>
/// Holders killed with SIGKILL at random moments, in each kind of lock: the next one gets the lock, finds at most one step
/// of the dead one half done, repairs it, and nothing of the dead is left.
/// </summary>
public sealed class FileLockKillTests : IDisposable
{
    private const int CRounds = 1000;
    private const int DotnetRounds = 100;

    private static readonly FileRange s_counters = new(0, 16);

    private readonly TestDirectory _directory = new();
    private readonly string _path;

    public FileLockKillTests()
    {
        _path = _directory.PathOf("counters");
        File.WriteAllBytes(_path, new byte[16]);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("flock")]
    [InlineData("posix")]
    [InlineData("ofd")]
    public void CHolders_Killed_TheNextOwnerProceeds(string kind)
    {
        int rounds = TestLoad.Rounds(CRounds);
        int torn = 0;
        using LockedCounters counters = new(kind, _path);
        using Peer peer = Peer.StartC("file_lock_holders", kind, _path, TestLoad.Seed.ToString(CultureInfo.InvariantCulture), rounds.ToString(CultureInfo.InvariantCulture));
        for (int round = 0; round < rounds; round++)
        {
            long apart = long.Parse(peer.ReadLine() ?? throw new InvalidOperationException(peer.Errors), CultureInfo.InvariantCulture);
            Assert.InRange(apart, 0, 1);
            Assert.Equal(apart, counters.RepairUnderLock());
            torn += (int)apart;
            Assert.Empty(Causeway.FileLocks.ListOf(_path));
            peer.Send("next");
        }

        peer.ExpectSuccess();
        Console.Error.WriteLine($"{kind}: {2 * rounds} holders killed, {torn} of them half-way");
    }

    /// <summary>A .NET holder is killed while two processes, one in C and this one, wait for its lock.</summary>
    [Theory]
    [InlineData("flock")]
    [InlineData("posix")]
    [InlineData("ofd")]
    public void DotnetHolder_Killed_EveryWaiterProceeds(string kind)
    {
        Random random = TestLoad.NewRandom();
        using LockedCounters counters = new(kind, _path);
        for (int round = 0; round < TestLoad.Rounds(DotnetRounds); round++)
        {
            using Peer holder = Peer.StartDotnet(CountForEver, kind, _path);
            holder.Expect("counting");
            using LockingPeer waiter = new(_path);
            waiter.Begin(kind == "flock" ? "flock x" : $"{kind} w 0 16");
            Task<long> mine = Task.Run(counters.RepairUnderLock);
            Thread.SpinWait(random.Next(200_000));
            holder.Process.Kill();
            holder.Process.WaitForExit();
            waiter.Expect();
            waiter.Say(kind == "flock" ? "flock u" : $"{kind} u 0 16");

            // This process may have had its turn before the holder died: the second look is certainly after.
            Assert.InRange(mine.GetAwaiter().GetResult(), 0, 1);
            Assert.InRange(counters.RepairUnderLock(), 0, 1);
            Assert.Equal(0, counters.RepairUnderLock());
            Assert.Empty(Causeway.FileLocks.ListOf(_path));
        }
    }

    private static void CountForEver(string[] arguments)
    {
        using LockedCounters counters = new(arguments[0], arguments[1]);
        counters.Count();
        Console.WriteLine("counting");
        while (true)
            counters.Count();
    }

    /// <summary>Two counters in a file, equal whenever nobody has the lock.</summary>
    private sealed class LockedCounters(string kind, string path) : IDisposable
    {
        private readonly FileLock? _whole = kind == "flock" ? FileLock.Open(path, FileAccess.ReadWrite) : null;
        private readonly RecordLock? _records = kind == "flock" ? null : RecordLock.Open(path, kind == "posix" ? RecordLockKind.Posix : RecordLockKind.OpenFileDescription);

        /// <summary>The lock's own descriptor: a FileStream would lock the file itself, and closing it would take POSIX locks away.</summary>
        private SafeFileHandle Data => field ??= new SafeFileHandle(((SafeFileDescriptor)(_whole?.Descriptor ?? _records!.Descriptor)).Number, ownsHandle: false);

        /// <summary>Takes the lock, makes the counters equal, and answers how far they were apart.</summary>
        public long RepairUnderLock()
        {
            using FileLockScope held = Lock();
            (long first, long second) = (Read(0), Read(8));
            Write(8, first);
            return first - second;
        }

        public void Count()
        {
            using FileLockScope held = Lock();
            Write(0, Read(0) + 1);
            Write(8, Read(0));
        }

        public void Dispose()
        {
            _whole?.Dispose();
            _records?.Dispose();
        }

        private FileLockScope Lock() => _whole?.Lock(timeout: Watchdog.Limit) ?? _records!.Lock(s_counters, timeout: Watchdog.Limit);

        private long Read(long offset)
        {
            Span<byte> bytes = stackalloc byte[8];
            Assert.Equal(8, RandomAccess.Read(Data, bytes, offset));
            return BinaryPrimitives.ReadInt64LittleEndian(bytes);
        }

        private void Write(long offset, long value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            RandomAccess.Write(Data, bytes, offset);
        }
    }
}
