using System.Globalization;

namespace Causeway.Tests.SharedMemory;

public sealed class SysVSharedMemoryTests : IDisposable
{
    private readonly SysVSharedMemory _memory = SysVSharedMemory.Create(SysVKey.Private, 100);

    public void Dispose() => _memory.TryDelete();

    private string Id => _memory.Id.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void Attach_ANewSegment_IsItsSizeInZeros()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();

        Assert.Equal((100, false), (attachment.Bytes, attachment.IsReadOnly));
        Assert.Equal(new byte[100], attachment.Span.ToArray());
        SysVSharedMemoryStatus status = _memory.GetStatus();
        Assert.Equal((100, 1, false), (status.Bytes, status.AttachCount, status.IsRemoved));
        Assert.Equal((Environment.ProcessId, Environment.ProcessId), (status.CreatorProcessId, status.LastProcessId));
        Assert.NotNull(status.LastAttach);
        Assert.Null(status.LastDetach);
    }

    [Fact]
    public void Dispose_Twice_DetachesOnceAndUseThrows()
    {
        SysVSharedMemoryAttachment attachment = _memory.Attach();
        SysVSharedMemoryAttachment other = _memory.Attach();
        attachment.Dispose();
        attachment.Dispose();

        Assert.Equal(1, _memory.GetStatus().AttachCount);
        Assert.Throws<ObjectDisposedException>(() => attachment.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => attachment.ReadOnlySpan.Length);
        Assert.Throws<ObjectDisposedException>(() => attachment.Read(0, new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => attachment.Write(0, "x"u8));
        other.Dispose();
        Assert.Equal(0, _memory.GetStatus().AttachCount);
    }

    [Fact]
    public void ReadOnly_WriteIsRefused_AndReadsSeeOthersWrites()
    {
        using SysVSharedMemoryAttachment writer = _memory.Attach();
        using SysVSharedMemoryAttachment reader = _memory.Attach(readOnly: true);

        writer.Write(95, "hello"u8);

        byte[] read = new byte[5];
        reader.Read(95, read);
        Assert.Equal("hello"u8, read);
        Assert.Equal("hello"u8, reader.GetReadOnlySpan<byte>(95, 5));
        Assert.Throws<InvalidOperationException>(() => reader.Span.Length);
        Assert.Throws<InvalidOperationException>(() => reader.Write(0, "x"u8));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(100, 1)]
    [InlineData(96, 5)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(0, -1)]
    public void GetSpan_OutsideTheSegment_IsRefused(long offset, int length)
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.GetSpan<byte>(offset, length).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.GetReadOnlySpan<byte>(offset, length).Length);
    }

    [Fact]
    public void Delete_WhileAttached_LivesUntilTheLastDetach()
    {
        SysVKey key = SysVTestKey.Next();
        SysVSharedMemory memory = SysVSharedMemory.Create(key, 10);
        using (SysVSharedMemoryAttachment attachment = memory.Attach())
        {
            SysVSharedMemory.Delete(key);

            SysVSharedMemoryStatus status = memory.GetStatus();
            Assert.Equal((true, 1, SysVKey.Private), (status.IsRemoved, status.AttachCount, status.Permissions.Key));
            attachment.Span[0] = 7;
            using SysVSharedMemoryAttachment late = memory.Attach();
            Assert.Equal(7, late.Span[0]);
            Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVSharedMemory.Open(key)).Errno);
        }

        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => memory.Attach()).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(memory.Delete).Errno);
        Assert.False(memory.TryDelete());
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => default(SysVSharedMemory).GetStatus()).Errno);
    }

    [Fact]
    public void Open_ByKey_ChecksTheSize()
    {
        SysVKey key = SysVTestKey.Next();
        SysVSharedMemory memory = SysVSharedMemory.OpenOrCreate(key, 100);
        try
        {
            Assert.Equal(memory, SysVSharedMemory.Open(key));
            Assert.Equal(memory, SysVSharedMemory.Open(key, FileAccess.Read, 50));
            Assert.Equal(memory, SysVSharedMemory.OpenOrCreate(key, 100));
            Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => SysVSharedMemory.Open(key, minimumBytes: 101)).Errno);
            Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => SysVSharedMemory.Create(key, 100)).Errno);
        }
        finally
        {
            SysVSharedMemory.Delete(key);
        }
    }

    [Fact]
    public void Create_BadSizes_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSharedMemory.Create(SysVKey.Private, 0));
        var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.Create(SysVKey.Private, long.MaxValue));
        // Which limit it meets first is the machine's choice: shmmax, shmall or its memory.
        Assert.Contains(failure.Errno, (Errno[])[Errno.EINVAL, Errno.ENOSPC, Errno.ENOMEM]);
    }

    [Fact]
    public void WithC_BothWays_TheSameBytes()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        using Peer peer = Peer.StartC("sysv_shm", Id);
        peer.Expect("attached");
        Say(peer, "stat", "100 2");

        attachment.Write(3, "from-dotnet"u8);
        Say(peer, "read 3 11", "from-dotnet");
        Say(peer, "write 50 from-c", "written");

        Assert.Equal("from-c"u8, attachment.GetReadOnlySpan<byte>(50, 6));
        Assert.Equal(peer.Process.Id, _memory.GetStatus().LastProcessId);
        Assert.Contains(File.ReadLines("/proc/self/maps"), line => line.Contains("/SYSV00000000", StringComparison.Ordinal) && line.Contains($" {Id} ", StringComparison.Ordinal));
    }

    [Fact]
    public void RemovedInC_StillAttachedHere_WorksUntilDetach()
    {
        using Peer peer = Peer.StartC("sysv_shm", Id);
        peer.Expect("attached");
        using (SysVSharedMemoryAttachment attachment = _memory.Attach())
        {
            Say(peer, "remove", "removed");
            Say(peer, "stat", "100 2 dest");
            Say(peer, "detach", "detached");
            attachment.Span.Fill(1);
            Assert.Equal((true, 1), (_memory.GetStatus().IsRemoved, _memory.GetStatus().AttachCount));
        }

        Say(peer, "stat", "EINVAL");
    }

    [RootFact]
    public void OtherUser_SegmentOfTheOwnerAlone_IsRefusedEverything() =>
        OtherUser.ExpectSuccess(BeRefused, Id);

    private static void BeRefused(string[] arguments)
    {
        var memory = new SysVSharedMemory(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        Assert.Throws<UnauthorizedAccessException>(() => memory.Attach());
        Assert.Throws<UnauthorizedAccessException>(() => memory.Attach(readOnly: true));
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => memory.GetStatus()).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(memory.Delete).Errno);
    }

    private static void Say(Peer peer, string command, string answer)
    {
        peer.Send(command);
        peer.Expect(answer);
    }
}
