using System.Globalization;

namespace Causeway.Tests.SharedMemory;

/// <summary>Changing, locking, listing, and who has a segment attached.</summary>
public sealed class SysVSharedMemoryControlTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SysVKey _key = SysVTestKey.Next();
    private readonly SysVSharedMemory _memory;

    public SysVSharedMemoryControlTests() => _memory = SysVSharedMemory.Create(_key, 100);

    public void Dispose() => _memory.TryDelete();

    private string Id => _memory.Id.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void Change_Mode_IsTheNewOneAndTheRestStays()
    {
        SysVPermissions before = _memory.GetStatus().Permissions;
        Assert.Equal((_key, OwnerOnly), (before.Key, before.Mode));

        _memory.Change(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherExecute);
        Assert.Equal(before with { Mode = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherExecute }, _memory.GetStatus().Permissions);

        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Change(UnixFileMode.SetUser));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSharedMemory.Create(SysVKey.Private, 1, UnixFileMode.StickyBit));
    }

    [Fact]
    public void Change_ASegmentThatIsGone_IsEinval()
    {
        _memory.Delete();
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _memory.Change(OwnerOnly)).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(_memory.Lock).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(_memory.Unlock).Errno);
        Assert.Empty(_memory.GetUsers());
    }

    [RootFact]
    public void Change_Owner_IsTheNewOwnersAndStillTheCreators()
    {
        _memory.Change(userId: 65534, groupId: 65533);

        SysVPermissions permissions = _memory.GetStatus().Permissions;
        Assert.Equal((65534u, 65533u, 0u, OwnerOnly), (permissions.UserId, permissions.GroupId, permissions.CreatorUserId, permissions.Mode));
        OtherUser.ExpectSuccess(UseAndRemove, Id);
        Assert.False(_memory.TryDelete());
    }

    [RootFact]
    public void OtherUser_MayReadButOwnsNothing_ChangesNothing()
    {
        _memory.Change(OwnerOnly | UnixFileMode.OtherRead);
        OtherUser.ExpectSuccess(BeRefusedChanges, Id);
    }

    [Fact]
    public void Lock_AndUnlock_AreInTheStatus()
    {
        Assert.False(_memory.GetStatus().IsLocked);
        _memory.Lock();
        Assert.True(_memory.GetStatus().IsLocked);
        Assert.Equal(OwnerOnly, _memory.GetStatus().Permissions.Mode);
        _memory.Unlock();
        Assert.False(_memory.GetStatus().IsLocked);
    }

    [RootFact]
    public void Lock_OtherUserAboveItsLimit_IsRefusedAndNamesIt()
    {
        ChildProcessOptions options = Peer.DotnetOptions(LockTooMuch);
        using Peer peer = Peer.Start(new ChildProcessOptions("setpriv", ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups",
            "sh", "-c", "ulimit -l 4 && \"$@\" && ulimit -l 0 && exec \"$@\"", "sh", options.Program, .. options.Arguments]));
        Assert.Contains("RLIMIT_MEMLOCK", peer.ReadLine());
        peer.Expect("EPERM");
        peer.ExpectSuccess();
    }

    [Fact]
    public void List_ASegment_IsThereWithItsState_AsProcHasIt()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        SysVSharedMemoryEntry entry = SysVSharedMemory.List().Single(entry => entry.Memory == _memory);

        Assert.Equal(_memory.GetStatus(), entry.Status);
        Assert.Equal((_key, 100, 1), (entry.Status.Permissions.Key, entry.Status.Bytes, entry.Status.AttachCount));
        string[] fields = File.ReadLines("/proc/sysvipc/shm").Select(static text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(fields => fields[0] == $"{_key.Value}");
        Assert.Equal([Id, "600", "100", $"{Environment.ProcessId}", $"{Environment.ProcessId}", "1"], fields[1..7]);
    }

    [Fact]
    public void List_Removed_IsThereUntilTheLastDetach()
    {
        using (SysVSharedMemoryAttachment attachment = _memory.Attach())
        {
            _memory.Delete();
            Assert.True(SysVSharedMemory.List().Single(entry => entry.Memory == _memory).Status.IsRemoved);
        }

        Assert.DoesNotContain(SysVSharedMemory.List(), entry => entry.Memory == _memory);
    }

    [RootFact]
    public void List_SegmentOfAnotherUser_IsThereWithoutReadPermission() => OtherUser.ExpectSuccess(FindUnreadable, Id);

    [Fact]
    public void Limits_CountWhatThereIs()
    {
        SysVSharedMemory large = SysVSharedMemory.Create(SysVKey.Private, (3L * Environment.SystemPageSize) + 1);
        try
        {
            using SysVSharedMemoryAttachment attachment = large.Attach();
            attachment.Span.Fill(1);
            SysVSharedMemoryLimits limits = SysVSharedMemoryLimits.Read();

            Assert.True(limits is { MaxSegmentBytes: >= 100, MaxSegments: >= 2, MaxPages: >= 5, Segments: >= 2, Pages: >= 5, SwappedPages: >= 0 }, limits.ToString());
            Assert.True(limits.ResidentPages + limits.SwappedPages >= 4, limits.ToString());
            Assert.Equal(File.ReadAllText("/proc/sys/kernel/shmmni").Trim(), $"{limits.MaxSegments}");
        }
        finally
        {
            large.Delete();
        }
    }

    [Fact]
    public void GetUsers_ProcessesThatHaveItAttached_WithHowOften()
    {
        Assert.Empty(_memory.GetUsers());
        using SysVSharedMemoryAttachment once = _memory.Attach();
        using SysVSharedMemoryAttachment twice = _memory.Attach(readOnly: true);
        using Peer peer = Peer.StartC("sysv_shm", Id);
        peer.Expect("attached");

        SysVSharedMemoryUser[] expected = [new(Environment.ProcessId, 2), new(peer.Process.Id, 1)];
        Assert.Equal(expected.OrderBy(user => user.ProcessId), _memory.GetUsers());
        Assert.Equal(3, _memory.GetStatus().AttachCount);

        peer.Send("detach");
        peer.Expect("detached");
        Assert.Equal([new SysVSharedMemoryUser(Environment.ProcessId, 2)], _memory.GetUsers());
    }

    [Fact]
    public void GetUsers_AForkedChild_IsOneMore()
    {
        using Peer peer = Peer.StartC("sysv_shm", Id);
        peer.Expect("attached");
        peer.Send("fork 50 from-child");
        int child = int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);

        Assert.Equal(new[] { peer.Process.Id, child }.Order(), _memory.GetUsers().Select(user => user.ProcessId));
        using (SysVSharedMemoryAttachment attachment = _memory.Attach(readOnly: true))
            Assert.Equal("from-child"u8, attachment.GetReadOnlySpan<byte>(50, 10));
        peer.Send("join");
        peer.Expect("joined");
        Assert.Equal(1, _memory.GetStatus().AttachCount);
    }

    [Fact]
    public void Killed_WhileAttached_CountFallsAndMemoryStays()
    {
        using (Peer peer = Peer.StartC("sysv_shm", Id))
        {
            peer.Expect("attached");
            peer.Send("write 0 left-behind");
            peer.Expect("written");
            peer.Process.Kill();
            peer.Process.WaitForExit();
        }

        Assert.Equal((0, false), (_memory.GetStatus().AttachCount, _memory.GetStatus().IsRemoved));
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        Assert.Equal("left-behind"u8, attachment.GetReadOnlySpan<byte>(0, 11));
    }

    [Fact]
    public void Killed_LastOneAttachedToARemovedSegment_ItIsGone()
    {
        using Peer peer = Peer.StartC("sysv_shm", Id);
        peer.Expect("attached");
        _memory.Delete();
        Assert.True(_memory.GetStatus().IsRemoved);

        peer.Process.Kill();
        peer.Process.WaitForExit();

        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _memory.GetStatus()).Errno);
    }

    private static void UseAndRemove(string[] arguments)
    {
        SysVSharedMemory memory = Named(arguments);
        memory.Attach().Dispose();
        memory.Change(UnixFileMode.UserRead);
        memory.Lock();
        memory.Unlock();
        memory.Delete();
    }

    private static void BeRefusedChanges(string[] arguments)
    {
        SysVSharedMemory memory = Named(arguments);
        memory.GetStatus();
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => memory.Change(OwnerOnly)).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(memory.Lock).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(memory.Unlock).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(memory.Delete).Errno);
    }

    private static void FindUnreadable(string[] arguments)
    {
        SysVSharedMemory memory = Named(arguments);
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => memory.GetStatus()).Errno);
        Assert.Contains(SysVSharedMemory.List(), entry => entry.Memory == memory && entry.Status.Bytes == 100);
    }

    private static void LockTooMuch(string[] arguments)
    {
        SysVSharedMemory memory = SysVSharedMemory.Create(SysVKey.Private, 1 << 20);
        try
        {
            var failure = Assert.Throws<SyscallException>(memory.Lock);
            Console.WriteLine(failure.Errno == Errno.ENOMEM ? failure.Message : failure.Errno.Name);
        }
        finally
        {
            memory.Delete();
        }
    }

    private static SysVSharedMemory Named(string[] arguments) => new(int.Parse(arguments[0], CultureInfo.InvariantCulture));
}
