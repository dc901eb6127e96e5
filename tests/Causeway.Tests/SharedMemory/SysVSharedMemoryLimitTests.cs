using System.Globalization;

namespace Causeway.Tests.SharedMemory;

/// <summary>What the machine refuses, and how that is told: each limit in an IPC namespace of its own, so that nobody else is short of anything.</summary>
public sealed class SysVSharedMemoryLimitTests
{
    [RootFact]
    public void Create_LargerThanShmmax_IsEinvalAndNamesIt() => InNamespace(CreateTooLarge);

    [RootFact]
    public void Create_OneMoreThanShmmni_IsEnospcAndNamesIt() => InNamespace(CreateTooMany);

    [RootFact]
    public void Create_MorePagesThanShmall_IsEnospcAndNamesIt() => InNamespace(CreateTooManyPages);

    [RootFact]
    public void RmidForced_LastDetach_RemovesTheSegment() => InNamespace(DetachWithRmidForced);

    [RootFact]
    public void GetUsers_SameIdInAnotherNamespace_IsNobodyHere()
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["-i", .. PeerCommand(AttachTheFirst)]));
        Assert.Equal("attached 0", peer.ReadLine());
        Assert.DoesNotContain(new SysVSharedMemory(0).GetUsers(), user => user.ProcessId == peer.Process.Id);
        peer.Send("end");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Open_SmallerThanAskedFor_TellsBothSizes()
    {
        SysVKey key = SysVTestKey.Next();
        SysVSharedMemory.Create(key, 100);
        try
        {
            var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.OpenOrCreate(key, 101));
            Assert.Equal(Errno.EINVAL, failure.Errno);
            Assert.Contains("has 100 bytes and 101 were asked for", failure.Message);
            Assert.Equal(failure.Message, Assert.Throws<SyscallException>(() => SysVSharedMemory.Open(key, minimumBytes: 101)).Message);
        }
        finally
        {
            SysVSharedMemory.Delete(key);
        }
    }

    [Theory]
    [InlineData(3L)]
    [InlineData(-2L)]
    [InlineData(long.MinValue)]
    public void HugePages_NoPowerOfTwo_IsRefusedBeforeTheCall(long size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSharedMemory.Create(SysVKey.Private, 1, hugePageBytes: size));

    [Fact]
    public void HugePages_OfNoSizeOfThisMachine_IsEinvalAndTellsTheSizes()
    {
        var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.Create(SysVKey.Private, 1, hugePageBytes: 1L << 50));
        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains("huge pages of", failure.Message);
    }

    [Fact]
    public void HugePages_NoneInReserve_IsEnomemAndTellsSo()
    {
        // Where the machine has some in reserve they serve, of the usual size and of that size by name.
        if (Record.Exception(() => SysVSharedMemory.Create(SysVKey.Private, 1, hugePageBytes: 0).Delete()) is not { } refused)
            return;
        var failure = Assert.IsType<SyscallException>(refused);
        Assert.True(failure.Errno == Errno.ENOMEM || failure.Errno == Errno.EPERM, failure.Message);
        Assert.Contains(failure.Errno == Errno.ENOMEM ? "nr_hugepages" : "hugetlb_shm_group", failure.Message);
    }

    [RootFact]
    public void HugePages_OrdinaryUserWithoutLockedMemory_IsEperm()
    {
        ChildProcessOptions options = Peer.DotnetOptions(CreateHuge);
        using Peer peer = Peer.Start(new ChildProcessOptions("setpriv", ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups",
            "sh", "-c", "ulimit -l 0 && exec \"$@\"", "sh", options.Program, .. options.Arguments]));
        Assert.Contains("hugetlb_shm_group", peer.ReadLine());
        peer.ExpectSuccess();
    }

    private static void InNamespace(Delegate method)
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["-i", .. PeerCommand(method)]));
        peer.ExpectSuccess();
    }

    private static string[] PeerCommand(Delegate method)
    {
        ChildProcessOptions options = Peer.DotnetOptions(method);
        return [options.Program, .. options.Arguments];
    }

    private static void SetLimit(string name, long value) => File.WriteAllText($"/proc/sys/kernel/{name}", value.ToString(CultureInfo.InvariantCulture));

    private static void CreateTooLarge(string[] arguments)
    {
        SetLimit("shmmax", 8192);
        SysVSharedMemory.Create(SysVKey.Private, 8192).Delete();
        var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.Create(SysVKey.Private, 8193));
        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains("8193 bytes are more than the machine allows: shmmax is 8192 (/proc/sys/kernel/shmmax)", failure.Message);
        Assert.Equal(8192, SysVSharedMemoryLimits.Read().MaxSegmentBytes);
    }

    private static void CreateTooMany(string[] arguments)
    {
        SetLimit("shmmni", 3);
        for (int i = 0; i < 3; i++)
            SysVSharedMemory.Create(SysVKey.Private, 1);
        var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.Create(SysVKey.Private, 1));
        Assert.Equal(Errno.ENOSPC, failure.Errno);
        Assert.Contains("shmmni is 3 (/proc/sys/kernel/shmmni)", failure.Message);
        Assert.Contains("in use are 3 segments of 3 pages", failure.Message);
        Assert.Equal((3L, 3), (SysVSharedMemoryLimits.Read().MaxSegments, SysVSharedMemoryLimits.Read().Segments));
    }

    private static void CreateTooManyPages(string[] arguments)
    {
        SetLimit("shmall", 3);
        long bytes = 3L * Environment.SystemPageSize;
        SysVSharedMemory.Create(SysVKey.Private, bytes).Delete();
        var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.Create(SysVKey.Private, bytes + 1));
        Assert.Equal(Errno.ENOSPC, failure.Errno);
        Assert.Contains("shmall is 3 (/proc/sys/kernel/shmall), in pages", failure.Message);
        Assert.Equal(3, SysVSharedMemoryLimits.Read().MaxPages);
    }

    private static void DetachWithRmidForced(string[] arguments)
    {
        SetLimit("shm_rmid_forced", 1);
        SysVSharedMemory memory = SysVSharedMemory.Create(SysVKey.Private, 1);
        memory.Attach().Dispose();
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => memory.GetStatus()).Errno);
    }

    private static void AttachTheFirst(string[] arguments)
    {
        SysVSharedMemory memory = SysVSharedMemory.Create(SysVKey.Private, 1);
        using SysVSharedMemoryAttachment attachment = memory.Attach();
        Assert.Equal([new SysVSharedMemoryUser(Environment.ProcessId, 1)], memory.GetUsers());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"attached {memory.Id}"));
        Console.ReadLine();
    }

    private static void CreateHuge(string[] arguments)
    {
        var failure = Assert.Throws<SyscallException>(() => SysVSharedMemory.Create(SysVKey.Private, 1, hugePageBytes: 0));
        Assert.Equal(Errno.EPERM, failure.Errno);
        Console.WriteLine(failure.Message);
    }
}
