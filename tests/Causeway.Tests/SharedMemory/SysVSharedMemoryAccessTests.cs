using System.Globalization;
using System.Runtime.InteropServices;

namespace Causeway.Tests.SharedMemory;

/// <summary>The bytes of an attachment: typed, leased, and detached under a lease.</summary>
public sealed class SysVSharedMemoryAccessTests : IDisposable
{
    private readonly SysVSharedMemory _memory = SysVSharedMemory.Create(SysVKey.Private, 100);

    public void Dispose() => _memory.TryDelete();

    [Fact]
    public void GetReference_AValueInPlace_IsWhatCReads()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        using SysVSharedMemoryAttachment reader = _memory.Attach(readOnly: true);
        attachment.GetReference<Pair>(8) = new Pair { Number = 0x4847464544434241, Small = 0x4A49 };
        Interlocked.Increment(ref attachment.GetReference<int>(48));

        Assert.Equal((short)0x4A49, reader.GetReadOnlyReference<Pair>(8).Small);
        Assert.Equal([1, 0], reader.GetReadOnlySpan<int>(48, 2).ToArray());
        using Peer peer = Peer.StartC("sysv_shm", _memory.Id.ToString(CultureInfo.InvariantCulture));
        peer.Expect("attached");
        peer.Send("read 8 10");
        peer.Expect("ABCDEFGHIJ");
    }

    [Fact]
    public void TypedAccess_NotAlignedOrOutsideOrReadOnly_IsRefused()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        using SysVSharedMemoryAttachment reader = _memory.Attach(readOnly: true);

        Assert.Throws<ArgumentException>(() => attachment.GetReference<int>(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.GetReference<Pair>(96));
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.GetSpan<int>(0, 26).Length);
        Assert.Throws<InvalidOperationException>(() => reader.GetReference<int>(0));
        Assert.Throws<InvalidOperationException>(() => reader.GetSpan<int>(0, 1).Length);
        Assert.Equal(25, reader.GetReadOnlySpan<int>(0, 25).Length);
    }

    [Fact]
    public void Dispose_UnderALease_DetachesWhenItIsGivenBack()
    {
        SysVSharedMemoryAttachment attachment = _memory.Attach();
        using (MappingLease lease = attachment.Lease())
        {
            attachment.Dispose();
            lease.Span.Fill(7);
            Assert.Equal(1, _memory.GetStatus().AttachCount);
            Assert.Throws<ObjectDisposedException>(() => attachment.Span.Length);
            Assert.Throws<ObjectDisposedException>(() => attachment.Lease().Length);
        }

        Assert.Equal(0, _memory.GetStatus().AttachCount);
    }

    [Fact]
    public async Task LeaseMemory_OfAPart_GoesThroughAwait()
    {
        SysVSharedMemoryAttachment attachment = _memory.Attach();
        using (MappingMemory part = attachment.LeaseMemory(10, 5))
        {
            attachment.Dispose();
            using MemoryStream source = new("hello"u8.ToArray());
            await source.ReadExactlyAsync(part.Memory);
            Assert.Equal("hello"u8.ToArray(), part.ReadOnlyMemory.ToArray());
        }

        Assert.Equal(0, _memory.GetStatus().AttachCount);
        using SysVSharedMemoryAttachment again = _memory.Attach(readOnly: true);
        Assert.Equal("hello"u8, again.GetReadOnlySpan<byte>(10, 5));
        Assert.Throws<InvalidOperationException>(() => again.LeaseMemory().Memory);
        Assert.Throws<ArgumentOutOfRangeException>(() => again.LeaseMemory(96, 5));
    }

    [Fact]
    public void Dispose_WhileOthersReadAndWrite_EndsThemWithAnException()
    {
        SysVSharedMemoryAttachment attachment = _memory.Attach();
        using ManualResetEventSlim runs = new();
        Task[] users = [.. Enumerable.Range(0, 2).Select(index => Task.Factory.StartNew(() => Use(attachment, index, runs), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        runs.Wait();
        attachment.Dispose();
        Task.WaitAll(users);
        Assert.Equal(0, _memory.GetStatus().AttachCount);
    }

    [Fact]
    public void LeaseReadWrite_AllocateNothing()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        byte[] buffer = new byte[10];

        Assert.Equal(0, Allocations.Least(1000, Use));

        void Use()
        {
            attachment.Write(5, buffer);
            attachment.Read(5, buffer);
            using MappingLease lease = attachment.Lease();
            lease.GetReference<int>(0)++;
            attachment.GetReference<int>(4)++;
        }
    }

    private static void Use(SysVSharedMemoryAttachment attachment, int index, ManualResetEventSlim runs)
    {
        byte[] buffer = new byte[50];
        try
        {
            while (true)
            {
                attachment.Write(index * 50, buffer);
                attachment.Read(0, buffer);
                runs.Set();
            }
        }
        catch (ObjectDisposedException)
        {
            // As it should be.
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public long Number;
        public short Small;
    }
}
