namespace Causeway.Tests.SharedMemory;

public sealed class MemoryMappingResizeTests : IDisposable
{
    private const long Tebibyte = 1L << 40;
    private static readonly int s_page = Environment.SystemPageSize;
    private readonly string _name = KernelName.Next();

    public void Dispose() => PosixSharedMemory.TryDelete(_name);

    [Fact]
    public void Resize_Anonymous_KeepsItsBytes_AndAddsZeros()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(3 * s_page);
        mapping.Span.Fill(5);
        mapping.Resize(1 << 26);

        Assert.Equal(1 << 26, mapping.Length);
        Assert.Equal(5, mapping.Span[(3 * s_page) - 1]);
        Assert.Equal(0, mapping.Span[3 * s_page]);
        mapping.Span[^1] = 6;
        mapping.Resize(10);
        Assert.Equal(10, mapping.Span.Length);
        mapping.Resize(4 * s_page);
        Assert.Equal(0, mapping.Span[(4 * s_page) - 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Resize(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.TryResizeInPlace(s_page));

        // Which of the two depends on the kernel.
        Errno tooMuch = Assert.Throws<SyscallException>(() => mapping.Resize(1L << 60)).Errno;
        Assert.True(tooMuch == Errno.ENOMEM || tooMuch == Errno.EINVAL);
        mapping.Dispose();
        Assert.Throws<ObjectDisposedException>(() => mapping.Resize(s_page));
    }

    [Fact]
    public void TryResizeInPlace_RoomBehindIt_GrowsUnderALease()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(1 << 26);
        mapping.Resize(s_page);
        using MappingLease lease = mapping.Lease();
        lease.Span[0] = 8;

        Assert.True(mapping.TryResizeInPlace(2 * s_page));
        Assert.Equal(2 * s_page, mapping.Length);
        Assert.Equal(s_page, lease.Length);
        Assert.Equal(8, lease.Span[0]);
        Assert.Equal(8, mapping.Span[0]);
    }

    [Fact]
    public void Resize_MustMove_IsRefusedWhileLeased_AndMovesAfterwards()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, s_page);
        memory.Resize(Tebibyte);
        using MemoryMapping mapping = MemoryMapping.Map(memory, lengthBytes: s_page);
        mapping.Span[7] = 7;
        using (MappingLease lease = mapping.Lease())
        {
            Assert.False(mapping.TryResizeInPlace(Tebibyte));
            Assert.Contains("1 lease", Assert.Throws<InvalidOperationException>(() => mapping.Resize(Tebibyte)).Message, StringComparison.Ordinal);
            Assert.Equal(7, lease.Span[7]);
        }

        mapping.Resize(Tebibyte);
        Assert.Equal(Tebibyte, mapping.Length);
        Assert.Equal(7, mapping.GetReadOnlyReference<byte>(7));
        mapping.GetReference<byte>(1L << 39) = 9;
        using MemoryMapping other = MemoryMapping.Map(memory, offset: 1L << 39, lengthBytes: 1);
        Assert.Equal(9, other.Span[0]);
        Assert.Throws<InvalidOperationException>(() => mapping.Span.Length);
    }

    [Fact]
    public void Resize_Shorter_IsRefusedWhileLeased()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4 * s_page);
        using MappingMemory memory = mapping.LeaseMemory();

        Assert.Throws<InvalidOperationException>(() => mapping.Resize(s_page));
        memory.Memory.Span[^1] = 1;
    }

    [Fact]
    public void Resize_AFutexIsPlacedInIt_StaysWhereItIs()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4 * s_page);
        Futex futex = new(mapping, 0, FutexScope.ThisProcess);
        futex.Wake();

        Assert.Contains("placed in it", Assert.Throws<InvalidOperationException>(() => mapping.Resize(s_page)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => mapping.Protect(MappingProtection.Read));
        Assert.Equal(4 * s_page, mapping.Length);
    }

    [Fact]
    public void Resize_BeyondTheFile_IsRefusedInsteadOfSigbus()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 2 * s_page);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        mapping.Span[0] = 3;

        Assert.Throws<ArgumentOutOfRangeException>("lengthBytes", () => mapping.Resize(8 * s_page));
        Assert.Equal(2 * s_page, mapping.Length);
        Assert.Equal(3, mapping.Span[0]);
        memory.Reserve(0, 8 * s_page);
        mapping.Resize(8 * s_page);
        mapping.Span[^1] = 4;
    }

    [Fact]
    public void TryResizeInPlace_BeyondTheFile_IsSeenByNoLeaseMeanwhile()
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(_name, 8 * s_page);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        mapping.Resize(s_page);
        memory.Resize(s_page);
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim isLooking = new();
        Task<long> longest = Task.Factory.StartNew(() => LongestLease(mapping, isLooking, stop.Token), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        isLooking.Wait();
        for (int round = 0; round < 10_000; round++)
        {
            // False where another thread was given the addresses behind it.
            if (Record.Exception(() => Assert.False(mapping.TryResizeInPlace(8 * s_page))) is { } refused)
                Assert.IsType<ArgumentOutOfRangeException>(refused);
        }

        stop.Cancel();
        Assert.Equal(s_page, longest.GetAwaiter().GetResult());
    }

    [Fact]
    public void Resize_WhileOthersLease_EachLeaseSeesOnePlace()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(s_page);
        mapping.Span.Fill(7);
        using CancellationTokenSource stop = new();
        Task<bool>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => ReadUntil(mapping, stop.Token), default, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        int done = 0;
        for (int round = 0; round < 20_000 && done < 500; round++)
        {
            try
            {
                mapping.Resize(round % 2 == 0 ? 64 * s_page : s_page);
                done++;
            }
            catch (InvalidOperationException)
            {
                Thread.Yield();
            }
        }

        stop.Cancel();
        Assert.DoesNotContain(false, Task.WhenAll(readers).GetAwaiter().GetResult());
        Assert.True(done > 0);
    }

    private static long LongestLease(MemoryMapping mapping, ManualResetEventSlim isLooking, CancellationToken stop)
    {
        long longest = 0;
        isLooking.Set();
        do
        {
            using MappingLease lease = mapping.Lease();
            longest = Math.Max(longest, lease.Length);
        }
        while (!stop.IsCancellationRequested);

        return longest;
    }

    private static bool ReadUntil(MemoryMapping mapping, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using MappingLease lease = mapping.Lease();
            if (lease.GetReadOnlySpan<byte>(0, s_page).ContainsAnyExcept((byte)7))
                return false;
        }

        return true;
    }
}
