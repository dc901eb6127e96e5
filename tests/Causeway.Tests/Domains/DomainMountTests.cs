using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>File systems that are full or read-only: each in a mount namespace of the peer's own.</summary>
public sealed class DomainMountTests
{
    [RootFact]
    public void FullFileSystem_CreationIsEnospc_AndNothingIsLeft() => RunMounted("size=64k,nr_inodes=100", FillInPeer);

    [RootFact]
    public void FullOfFiles_CreationIsEnospc() => RunMounted("size=4m,nr_inodes=6", FillInodesInPeer);

    [RootFact]
    public void ReadOnly_CreationAndDeletionAreErofs_AndListingGoesOn() => RunMounted("size=1m", ReadOnlyInPeer);

    private static void RunMounted(string options, Delegate method)
    {
        using TestDirectory directory = new();
        ChildProcessOptions dotnet = Peer.DotnetOptions(method, directory.Root);
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare",
            ["-m", "sh", "-c", "mount -t tmpfs -o mode=700,$0 tmpfs \"$1\" && shift && exec \"$@\"", options, directory.Root, dotnet.Program, .. dotnet.Arguments]));
        peer.ExpectSuccess();
    }

    private static void FillInPeer(string[] arguments)
    {
        var domain = Domain.Open(arguments[0]);
        List<string> made = [];
        SyscallException? full = null;
        while (full is null)
        {
            string name = $"object {made.Count}";
            full = TryMake(domain, name);
            if (full is null)
                made.Add(name);
        }

        Assert.Equal(Errno.ENOSPC, full.Errno);
        Assert.Contains("make it larger", full.Message, StringComparison.Ordinal);
        Assert.NotEmpty(made);
        Assert.Equal(made.Order(StringComparer.Ordinal), domain.List().Select(one => one.Name));
        Assert.Equal(made.Count, Directory.GetFileSystemEntries(arguments[0]).Length);

        // All that was made has its memory: writing everywhere ends in no signal.
        foreach (string name in made)
        {
            using ObjectFile file = ObjectFile.Open(domain, name, NamedObjectKind.Semaphore);
            unsafe
            {
                new Span<byte>((void*)(file.Address + ObjectLayout.Cells), ObjectLayout.Content - ObjectLayout.Cells).Fill(1);
            }
        }

        WholeFile.UsesUnnamedFiles = false;
        Assert.Equal(Errno.ENOSPC, TryMake(domain, "one more")!.Errno);
        Assert.Equal(made.Count, Directory.GetFileSystemEntries(arguments[0]).Length);
        domain.Delete(made[0]);
        Assert.Null(TryMake(domain, "one more"));
    }

    private static void FillInodesInPeer(string[] arguments)
    {
        var domain = Domain.Open(arguments[0]);
        SyscallException? full = null;
        for (int i = 0; full is null; i++)
            full = TryMake(domain, $"object {i}");
        Assert.Equal(Errno.ENOSPC, full.Errno);
        Assert.Contains("CAUSEWAY_DOMAIN", full.Message, StringComparison.Ordinal);

        // Who opens what is there needs room too, for a doorbell.
        int there = Directory.GetFileSystemEntries(arguments[0]).Length;
        SyscallException bell = Assert.Throws<SyscallException>(() => NamedSemaphore.OpenExisting("object 0", domain));
        Assert.Equal(Errno.ENOSPC, bell.Errno);
        Assert.Contains("free some room", bell.Message, StringComparison.Ordinal);
        Assert.Equal(there, Directory.GetFileSystemEntries(arguments[0]).Length);
        domain.Delete("object 1");
        using (var opened = NamedSemaphore.OpenExisting("object 0", domain))
            Assert.True(opened.WaitOne(0));
        Assert.Null(TryMake(domain, "object 1"));
        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => Domain.Open(arguments[0] + "/inner", new DomainOptions { CreateIfMissing = true })).Errno);
    }

    private static void ReadOnlyInPeer(string[] arguments)
    {
        var domain = Domain.Open(arguments[0]);
        ObjectFile.Create(domain, "a", TestDomain.Semaphore()).Dispose();
        using (Peer remount = Peer.Start(new ChildProcessOptions("mount", ["-o", "remount,ro", arguments[0]])))
            remount.ExpectSuccess();

        SyscallException refused = Assert.Throws<SyscallException>(() => ObjectFile.Create(domain, "b", TestDomain.Semaphore()));
        Assert.Equal(Errno.EROFS, refused.Errno);
        Assert.Contains("remount,rw", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EROFS, Assert.Throws<SyscallException>(() => ObjectFile.OpenOrCreate(domain, "a", TestDomain.Semaphore(), out _)).Errno);
        Assert.Equal(Errno.EROFS, Assert.Throws<SyscallException>(() => domain.TryDelete("a")).Errno);
        Assert.Equal(Errno.EROFS, Assert.Throws<SyscallException>(() => domain.Collect("a")).Errno);
        Assert.Equal(Errno.EROFS, Assert.Throws<SyscallException>(() => Domain.Open(arguments[0] + "/inner", new DomainOptions { CreateIfMissing = true })).Errno);
        Assert.Null(ObjectFile.TryOpen(domain, "b", NamedObjectKind.Semaphore));
        Assert.Equal(("a", true), Assert.Single(domain.List().Select(one => (one.Name, one.Details is not null))));
        Assert.Empty(domain.Collect().Objects);
    }

    private static SyscallException? TryMake(Domain domain, string name)
    {
        try
        {
            ObjectFile.Create(domain, name, TestDomain.Semaphore()).Dispose();
            return null;
        }
        catch (SyscallException e)
        {
            return e;
        }
    }
}
