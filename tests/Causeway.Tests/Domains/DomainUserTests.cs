using System.Globalization;
using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>Users: who is kept out, and who is let in on purpose. The other one is nobody.</summary>
public sealed class DomainUserTests
{
    private const UnixFileMode GroupToo = DomainOptions.UserOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    [RootFact]
    public void AnotherUser_CannotOpenListBlockOrDelete()
    {
        using TestDomain domain = new();
        using Participant here = new(domain.Domain, "a", 1);

        OtherUser.ExpectSuccess(AttackInPeer, domain.Path);

        Assert.Equal(["a"], domain.Files());
        here.Enter(1);
        Assert.True(Assert.Single(domain.Domain.Find("a")!.Details!.Participants).IsAlive);
        Assert.True(domain.Domain.TryDelete("a"));
    }

    [RootFact]
    public void AnotherUserWasThereFirst_IsRefused_UnlessItIsMeant()
    {
        string path = $"/dev/shm/causeway-test-squatted-{Environment.ProcessId}";
        try
        {
            OtherUser.ExpectSuccess(SquatInPeer, path);

            UnauthorizedAccessException refused = Assert.Throws<UnauthorizedAccessException>(() => Domain.Open(path, new DomainOptions { CreateIfMissing = true }));
            Assert.Contains("belongs to user 65534, not to user 0", refused.Message, StringComparison.Ordinal);
            Assert.Contains("OwnerId", refused.Message, StringComparison.Ordinal);
            Assert.Equal(path, Domain.Open(path, new DomainOptions { OwnerId = 65534 }).Path);
            Assert.Throws<UnauthorizedAccessException>(() => Domain.Open(path, new DomainOptions { OwnerId = 65534, GroupId = 0 }));
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    [RootFact]
    public void Group_MembersShareTheObjects()
    {
        using TestDomain domain = new(new DomainOptions { Permissions = GroupToo, GroupId = 65534 });
        using Participant here = new(domain.Domain, "roots", 1);

        OtherUser.ExpectSuccess(ShareInPeer, domain.Path);

        Assert.Equal(GroupToo, File.GetUnixFileMode(domain.Path));
        Assert.All(domain.Domain.List(), one => Assert.Equal((65534u, "rw-rw----"), (one.GroupId, Letters(one.Permissions))));
        Assert.Equal([(0u, "roots"), (65534u, "theirs")], domain.Domain.List().Select(one => (one.UserId, one.Name)));
        using ObjectFile theirs = ObjectFile.Open(domain.Domain, "theirs", NamedObjectKind.Semaphore);
        Assert.Equal(NamedObjectKind.Semaphore, theirs.Kind);
    }

    /// <summary>In a sticky directory whoever is no owner may use an object, and not remove it.</summary>
    [RootFact]
    public void CollectorThatMayNotRemove_LeavesTheObjectToItsUsers()
    {
        using TestDomain domain = new(new DomainOptions { Permissions = GroupToo, GroupId = 65534 });
        ulong id;
        using (Participant dead = new(domain.Domain, "a", 1))
        {
            dead.Enter(1);
            id = dead.Id;
        }

        File.SetUnixFileMode(domain.Path, GroupToo | UnixFileMode.StickyBit);
        OtherUser.ExpectSuccess(CollectInPeer, domain.Path);

        using ObjectFile file = ObjectFile.Open(domain.Domain, "a", NamedObjectKind.Semaphore);
        Assert.Equal((id, false), (file.Id, file.IsCollected));
    }

    [RootFact]
    public void DirectoryOfThisUser_ThatDoesNotLetItWrite_IsEacces() => OtherUser.ExpectSuccess(WithoutWritingInPeer, $"/dev/shm/causeway-test-narrow-{Environment.ProcessId}");

    private static string Letters(UnixFileMode mode) =>
        string.Concat("rwxrwxrwx".Select((letter, i) => ((int)mode & (256 >> i)) != 0 ? letter : '-'));

    private static void AttackInPeer(string[] arguments)
    {
        string path = arguments[0];
        foreach (DomainOptions options in (DomainOptions[])[new(), new() { CreateIfMissing = true }, new() { OwnerId = 0 }, new() { Permissions = GroupToo, GroupId = 0 }])
            Assert.Throws<UnauthorizedAccessException>(() => Domain.Open(path, options));
        Assert.Throws<UnauthorizedAccessException>(() => Directory.GetFileSystemEntries(path));
        Assert.ThrowsAny<Exception>(() => File.Open(path + "/a", FileMode.Open));
        Assert.True(Sys.LibC.open(path, Sys.LibC.O_RDONLY | Sys.LibC.O_CLOEXEC, 0) < 0);
        Assert.True(Sys.LibC.open(path + "/a", Sys.LibC.O_RDONLY | Sys.LibC.O_CLOEXEC, 0) < 0);
        Assert.True(Sys.LibC.unlink(path + "/a") < 0);

        // All that is left of it is a handle without rights: no locks, no listing, no names.
        using SafeFileDescriptor handle = new(Sys.LibC.open(path, Sys.LibC.O_PATH | Sys.LibC.O_CLOEXEC, 0));
        Assert.NotEqual(0, Sys.LibC.flock(handle, Sys.LibC.LOCK_EX | Sys.LibC.LOCK_NB, out Errno error));
        Assert.Equal(Errno.EBADF, error);
        Assert.True(Sys.LibC.openat(handle, "a", Sys.LibC.O_RDONLY | Sys.LibC.O_CLOEXEC, 0) < 0);
    }

    private static void SquatInPeer(string[] arguments) => Domain.Open(arguments[0], new DomainOptions { CreateIfMissing = true });

    private static void ShareInPeer(string[] arguments)
    {
        uint group = uint.Parse("65534", CultureInfo.InvariantCulture);
        DomainOptions options = new() { Permissions = GroupToo, GroupId = group };
        Assert.Throws<UnauthorizedAccessException>(() => Domain.Open(arguments[0]));
        var domain = Domain.Open(arguments[0], options);
        using Participant there = new(domain, "roots", 2);
        there.Enter(2);
        ObjectFile.Create(domain, "theirs", TestDomain.Semaphore()).Dispose();
        Assert.Equal([1, 2], domain.Find("roots")!.Details!.Participants.Select(one => one.Cell));
        ObjectFile.Create(domain, "gone", TestDomain.Semaphore()).Dispose();
        Assert.True(domain.TryDelete("gone"));
    }

    private static void CollectInPeer(string[] arguments)
    {
        string path = $"{arguments[0]}/a";
        var domain = Domain.Open(arguments[0], new DomainOptions { Permissions = GroupToo, GroupId = 65534 });
        Assert.Empty(domain.Collect().Objects);
        Assert.False(domain.Find("a")!.Details!.IsCollected);
        Assert.Contains("sticky", Assert.Throws<SyscallException>(() => domain.Collect("a")).Message, StringComparison.Ordinal);
        Assert.False(domain.Find("a")!.Details!.IsCollected);

        // A collector that was killed after its mark: who may not remove the name either goes on with the object.
        TestDomain.Mark(path);
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => ObjectFile.Create(domain, "a", TestDomain.Semaphore())).Errno);
        Assert.False(domain.Find("a")!.Details!.IsCollected);
        TestDomain.Mark(path);
        using var opened = NamedSemaphore.OpenExisting("a", domain);
        Assert.True(opened.WaitOne(0));
    }

    private static void WithoutWritingInPeer(string[] arguments)
    {
        var domain = Domain.Open(arguments[0], new DomainOptions { CreateIfMissing = true });
        ObjectFile.Create(domain, "a", TestDomain.Semaphore()).Dispose();
        ObjectFile.Create(domain, "locked", TestDomain.Semaphore()).Dispose();
        File.SetUnixFileMode(domain.Path + "/locked", UnixFileMode.None);
        File.SetUnixFileMode(domain.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            foreach (bool unnamed in (bool[])[true, false])
            {
                WholeFile.UsesUnnamedFiles = unnamed;
                Assert.Contains("does not let this user create", Assert.Throws<UnauthorizedAccessException>(() => ObjectFile.Create(domain, "b", TestDomain.Semaphore())).Message, StringComparison.Ordinal);
            }

            Assert.Contains("let this user remove", Assert.Throws<UnauthorizedAccessException>(() => domain.TryDelete("a")).Message, StringComparison.Ordinal);
            Assert.Contains("take part", Assert.Throws<UnauthorizedAccessException>(() => ObjectFile.Open(domain, "locked", NamedObjectKind.Semaphore)).Message, StringComparison.Ordinal);
            Assert.Contains("chmod", Assert.Throws<UnauthorizedAccessException>(() => domain.TryDelete("locked")).Message, StringComparison.Ordinal);
            Assert.Contains("EACCES", domain.Find("locked")!.Problem, StringComparison.Ordinal);
            Assert.NotNull(domain.Find("a")!.Details);
            File.SetUnixFileMode(domain.Path, UnixFileMode.None);
            Assert.Contains("needs read, write and execute", Assert.Throws<UnauthorizedAccessException>(domain.List).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(domain.Path, DomainOptions.UserOnly);
            Directory.Delete(domain.Path, recursive: true);
        }
    }
}
