using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>Which directories a domain may be.</summary>
public sealed class DomainTests : IDisposable
{
    private const UnixFileMode GroupToo = DomainOptions.UserOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode Everybody = GroupToo | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_Missing_IsMadeOnlyWhereAskedFor_ForItsUserAlone()
    {
        string path = _directory.PathOf("domain");
        SyscallException missing = Assert.Throws<SyscallException>(() => Domain.Open(path));
        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.Contains("CreateIfMissing", missing.Message, StringComparison.Ordinal);

        int before = _directory.OpenFiles().Length;
        Domain domain = Domain.Open(path + "/", new DomainOptions { CreateIfMissing = true });

        Assert.Equal((path, path), (domain.Path, domain.ToString()));
        Assert.Equal(DomainOptions.UserOnly, File.GetUnixFileMode(path));
        Assert.Equal(before, _directory.OpenFiles().Length);
        Assert.Equal(path, Domain.Open(path).Path);
    }

    [Theory]
    [InlineData(GroupToo)]
    [InlineData(Everybody)]
    public void Open_WithPermissions_MakesThemExact_AndObjectsAlike(UnixFileMode permissions)
    {
        string path = _directory.PathOf("domain");
        Domain domain = Domain.Open(path, new DomainOptions { CreateIfMissing = true, Permissions = permissions });
        ObjectFile.Create(domain, "a", TestDomain.Semaphore()).Dispose();

        Assert.Equal(permissions, File.GetUnixFileMode(path));
        Assert.Equal(permissions & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute), File.GetUnixFileMode(path + "/a"));
    }

    [Theory]
    [InlineData(GroupToo, DomainOptions.UserOnly, "its group may write")]
    [InlineData(Everybody, DomainOptions.UserOnly, "anybody may write")]
    [InlineData(Everybody, GroupToo, "anybody may write")]
    public void Open_WiderThanAskedFor_IsRefused(UnixFileMode there, UnixFileMode asked, string message)
    {
        string path = _directory.PathOf("domain");
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, there);
        int before = _directory.OpenFiles().Length;

        UnauthorizedAccessException refused = Assert.Throws<UnauthorizedAccessException>(() => Domain.Open(path, new DomainOptions { CreateIfMissing = true, Permissions = asked }));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains("DomainOptions.Permissions", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, _directory.OpenFiles().Length);
        Assert.Equal(path, Domain.Open(path, new DomainOptions { Permissions = there }).Path);
    }

    [Fact]
    public void Open_WhatIsNoDirectory_IsRefused()
    {
        string link = _directory.PathOf("link"), file = _directory.PathOf("file"), real = _directory.PathOf("real");
        Domain.Open(real, new DomainOptions { CreateIfMissing = true });
        File.CreateSymbolicLink(link, real);
        File.WriteAllText(file, "");
        DomainOptions create = new() { CreateIfMissing = true };

        foreach (string path in (string[])[link, link + "/", file])
        {
            SyscallException refused = Assert.Throws<SyscallException>(() => Domain.Open(path, create));
            Assert.Equal(Errno.ENOTDIR, refused.Errno);
            Assert.Contains("symbolic link is not followed", refused.Message, StringComparison.Ordinal);
        }

        File.Delete(link);
        File.CreateSymbolicLink(link, _directory.PathOf("nowhere"));
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<SyscallException>(() => Domain.Open(link, create)).Errno);
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<SyscallException>(() => Domain.Open(file + "/domain", create)).Errno);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => Domain.Open(_directory.PathOf("a/b"), create)).Errno);
        Assert.Throws<ArgumentException>("path", () => Domain.Open(""));
        Assert.Throws<ArgumentException>("path", () => Domain.Open("a\0b"));
        Assert.Throws<ArgumentOutOfRangeException>("options", () => Domain.Open(real, new DomainOptions { Permissions = (UnixFileMode)0xFFF }));
    }

    [Fact]
    public void Open_ReplacedByALinkAfterwards_IsRefusedAtTheNextUse()
    {
        string path = _directory.PathOf("domain"), other = _directory.PathOf("other");
        Domain domain = Domain.Open(path, new DomainOptions { CreateIfMissing = true });
        Directory.Delete(path);
        Domain.Open(other, new DomainOptions { CreateIfMissing = true });
        File.CreateSymbolicLink(path, other);

        Assert.Equal(Errno.ENOTDIR, Assert.Throws<SyscallException>(() => ObjectFile.OpenOrCreate(domain, "a", TestDomain.Semaphore(), out _)).Errno);
        Assert.Empty(Directory.GetFileSystemEntries(other));
    }

    [Fact]
    public void Open_DirectoryRemovedMeanwhile_IsMadeAnewAtTheNextUse()
    {
        string path = _directory.PathOf("domain");
        Domain domain = Domain.Open(path, new DomainOptions { CreateIfMissing = true });
        Directory.Delete(path);

        Assert.Null(ObjectFile.TryOpen(domain, "a", NamedObjectKind.Semaphore));
        Assert.False(Directory.Exists(path));
        ObjectFile.Create(domain, "a", TestDomain.Semaphore()).Dispose();
        Assert.Equal(DomainOptions.UserOnly, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Default_IsTheUsersOwn_OrTheOneOfTheEnvironment()
    {
        Run(null, $"/dev/shm/causeway-{Sys.LibC.geteuid()}");
        Run("", $"/dev/shm/causeway-{Sys.LibC.geteuid()}");
        Run("/dev/shm/other/", "/dev/shm/other");
        Run("relative", "give an absolute path");

        static void Run(string? variable, string expected)
        {
            ChildProcessOptions options = Peer.DotnetOptions(PrintDefaultInPeer);
            options.Environment[Domain.EnvironmentVariable] = variable;
            using Peer peer = Peer.Start(options);
            Assert.Contains(expected, peer.ReadLine(), StringComparison.Ordinal);
            peer.ExpectSuccess();
        }
    }

    private static void PrintDefaultInPeer(string[] arguments)
    {
        try
        {
            Console.WriteLine(Domain.Default.Path);
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
        }
    }
}
