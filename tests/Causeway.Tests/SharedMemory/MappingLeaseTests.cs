using System.Buffers;
using System.Runtime.InteropServices;

namespace Causeway.Tests.SharedMemory;

/// <summary>Who keeps memory mapped, and how long.</summary>
public sealed class MappingLeaseTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), KernelName.Next()[1..]);

    public void Dispose() => File.Delete(_path);

    private bool IsMapped => File.ReadAllText("/proc/self/maps").Contains(_path, StringComparison.Ordinal);

    [Fact]
    public void Dispose_WhileLeased_UnmapsWhenTheLastLeaseIsGivenBack()
    {
        MemoryMapping mapping = MemoryMapping.CreateFile(_path, 4096);
        using (MappingLease first = mapping.Lease())
        {
            using (MappingLease second = mapping.Lease())
            {
                mapping.Dispose();
                mapping.Dispose();
                second.Span[0] = 42;
            }

            Assert.Equal(42, first.ReadOnlySpan[0]);
            Assert.Throws<ObjectDisposedException>(() => mapping.Lease());
            Assert.True(IsMapped);
        }

        Assert.False(IsMapped);
    }

    [Fact]
    public void Lease_DisposedTwice_ReleasesOnce()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, 4096);
        using MappingLease kept = mapping.Lease();
        MappingLease lease = mapping.Lease();
        lease.Dispose();
        lease.Dispose();
        mapping.Dispose();

        Assert.Equal(0, kept.Span[0]);
        Assert.Throws<ObjectDisposedException>(static () =>
        {
            using MemoryMapping other = MemoryMapping.CreateAnonymous(4096);
            MappingLease lease = other.Lease();
            lease.Dispose();
            lease.Dispose();
            return lease.Span.Length;
        });
        Assert.True(IsMapped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Lease_GivenBack_RefusesEveryAccess(int access)
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);

        Assert.Throws<ObjectDisposedException>(() =>
        {
            MappingLease lease = mapping.Lease();
            lease.Dispose();
            return access switch
            {
                0 => lease.ReadOnlySpan.Length,
                1 => lease.GetReference<int>(0),
                2 => lease.GetReadOnlyReference<int>(0),
                _ => (int)lease.Address,
            };
        });
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(4)]
    [InlineData(4096)]
    [InlineData(4092)]
    [InlineData(long.MaxValue)]
    public void Lease_OutsideOrNotAligned_IsRefused(long offset)
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);

        Assert.ThrowsAny<ArgumentException>(() =>
        {
            using MappingLease lease = mapping.Lease();
            return lease.GetReference<long>(offset);
        });
        Assert.ThrowsAny<ArgumentException>(() =>
        {
            using MappingLease lease = mapping.Lease();
            return lease.GetSpan<long>(offset, 1).Length;
        });
    }

    [Fact]
    public void Dispose_WhileOtherThreadsRead_EndsThemWithObjectDisposed()
    {
        for (int round = 0; round < 50; round++)
        {
            MemoryMapping mapping = MemoryMapping.CreateAnonymous(1 << 16);
            mapping.Span.Fill(7);
            using Barrier ready = new(4);
            Task<long>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => ReadUntilDisposed(mapping, ready), default, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            ready.SignalAndWait();
            mapping.Dispose();
            Assert.All(Task.WhenAll(readers).GetAwaiter().GetResult(), static wrong => Assert.Equal(0, wrong));
        }
    }

    [Fact]
    public async Task LeaseMemory_HoldsItAcrossAwait_AndBelongsInAStream()
    {
        MemoryMapping mapping = MemoryMapping.CreateFile(_path, 4096);
        MappingMemory memory = mapping.LeaseMemory(10, 100);
        mapping.Dispose();
        await Task.Yield();
        "across"u8.CopyTo(memory.Memory.Span);

        using MemoryStream stream = new();
        await stream.WriteAsync(memory.ReadOnlyMemory[..6]);
        Assert.Equal("across"u8.ToArray(), stream.ToArray());
        Assert.Equal(100, memory.Memory.Length);
        Assert.True(IsMapped);
        memory.Dispose();
        memory.Dispose();

        Assert.False(IsMapped);
        Assert.Throws<ObjectDisposedException>(() => memory.Memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Memory.Pin());
    }

    [Fact]
    public unsafe void LeaseMemory_Pinned_StaysMappedUntilUnpinned()
    {
        MemoryMapping mapping = MemoryMapping.CreateFile(_path, 4096);
        MappingMemory memory = mapping.LeaseMemory();
        MemoryHandle pinned = memory.Memory[5..].Pin();
        memory.Dispose();
        memory.Dispose();
        mapping.Dispose();
        *(byte*)pinned.Pointer = 9;
        Assert.True(IsMapped);
        pinned.Dispose();
        pinned.Dispose();

        Assert.False(IsMapped);
        Assert.Equal(9, File.ReadAllBytes(_path)[5]);
    }

    [Fact]
    public void LeaseMemory_ReadOnlyOrOutside_IsRefused()
    {
        File.WriteAllText(_path, "hello");
        using MemoryMapping mapping = MemoryMapping.OpenFile(_path, FileAccess.Read);
        using MappingMemory memory = mapping.LeaseMemory();

        Assert.Equal("hello"u8, memory.ReadOnlyMemory.Span);
        Assert.Throws<InvalidOperationException>(() => memory.Memory);
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.LeaseMemory(1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.LeaseMemory(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.LeaseMemory(6));
        mapping.Dispose();
        Assert.Throws<ObjectDisposedException>(() => mapping.LeaseMemory());
    }

    [Fact]
    public void Accessors_AllocateNothing()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(4096);
        byte[] buffer = new byte[64];

        Assert.Equal(0, Allocations.Least(1000, () => Touch(mapping, buffer)));
    }

    /// <summary>The compiler itself refuses what a lease's spans must not do.</summary>
    [Theory]
    [InlineData("Span<byte> s; using (MappingLease l = m.Lease()) s = l.Span; s[0] = 1;", false)]
    [InlineData("using MappingLease l = m.Lease(); return ref l.GetReference<byte>(0);", false)]
    [InlineData("using MappingLease l = m.Lease(); l.Span[0] = 1;", true)]
    public void Lease_SpanLeavesItsBlock_DoesNotCompile(string body, bool compiles)
    {
        string source = _path + ".cs";
        File.WriteAllText(source, $"using System; using Causeway; static class C {{ static {(body.Contains("return ref", StringComparison.Ordinal) ? "ref byte" : "void")} M(MemoryMapping m) {{ {body} }} }}");
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string sdks = Path.GetFullPath(Path.Combine(runtime, "../../../sdk"));
        string compiler = Path.Combine(Directory.GetDirectories(sdks).Order(StringComparer.Ordinal).Last(), "Roslyn/bincore/csc.dll");
        try
        {
            using Peer run = Peer.Start(new ChildProcessOptions("dotnet",
                ["exec", compiler, "-nologo", "-t:library", $"-out:{source}.dll", $"-r:{runtime}System.Private.CoreLib.dll", $"-r:{runtime}System.Runtime.dll", $"-r:{typeof(MemoryMapping).Assembly.Location}", source]));
            string said = "";
            while (run.ReadLine() is { } line)
                said += line + "\n";
            Assert.True(run.Process.WaitForExit().IsSuccess == compiles, said);
            if (!compiles)
                Assert.Matches("CS83(50|52)|CS8168|CS8167|CS8156|CS8347", said);
        }
        finally
        {
            File.Delete(source);
            File.Delete(source + ".dll");
        }
    }

    private static void Touch(MemoryMapping mapping, byte[] buffer)
    {
        mapping.GetReference<int>(8)++;
        mapping.Span[0] = 1;
        _ = mapping.GetReadOnlySpan<long>(0, 4)[3];
        mapping.Read(0, buffer);
        mapping.Write(64, buffer);
        mapping.ReadGuarded(0, buffer);
        using MappingLease lease = mapping.Lease();
        lease.GetReference<long>(16) = 5;
    }

    private static long ReadUntilDisposed(MemoryMapping mapping, Barrier ready)
    {
        ready.SignalAndWait();
        try
        {
            while (true)
            {
                using MappingLease lease = mapping.Lease();
                if (lease.ReadOnlySpan.ContainsAnyExcept((byte)7))
                    return 1;
            }
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }
}
