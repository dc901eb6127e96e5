using System.Globalization;
using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>What a listing shows, and deleting.</summary>
public sealed class DomainListTests : IDisposable
{
    private readonly TestDomain _domain = new();

    private Domain Domain => _domain.Domain;

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void List_NothingThere_IsEmpty_AndMakesNoDirectory()
    {
        Assert.Empty(Domain.List());
        string path = _domain.Path + "-none";
        Domain other = Domain.Open(path, new DomainOptions { CreateIfMissing = true });
        Directory.Delete(path);

        Assert.Empty(other.List());
        Assert.Null(other.Find("a"));
        Assert.False(other.TryDelete("a"));
        Assert.False(other.Collect("a"));
        Assert.Empty(other.Collect().Objects);
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void List_ShowsEachObject_WithItsParticipantsAliveAndDead()
    {
        int before = _domain.CountOpen();
        DateTimeOffset began = DateTimeOffset.UtcNow.AddSeconds(-2);
        using Participant first = new(Domain, "a", 1), last = new(Domain, "a", ObjectLayout.CellCount), joining = new(Domain, "a", 60);
        using (Participant dead = new(Domain, "a", 40))
            dead.Enter(1234, waiting: (5ul << 32) | (2ul << 16) | 3);
        using (Participant orderly = new(Domain, "a", 41))
            orderly.Enter(0);
        first.Enter(77, held: 4);
        last.Enter(78);
        last.LeaveUnsettled(held: 9, stamp: 11);
        first.SetWord((11ul << 46) | ((ulong)ObjectLayout.CellCount << 39) | (40ul << 32) | (1ul << 31) | 6);

        NamedObjectEntry entry = Assert.Single(Domain.List());

        Assert.Equal(("a", ObjectLayout.Content, UnixFileMode.UserRead | UnixFileMode.UserWrite, Sys.LibC.geteuid(), null), (entry.Name, entry.SizeBytes, entry.Permissions, entry.UserId, entry.Problem));
        NamedObjectDetails details = entry.Details!;
        Assert.Equal((NamedObjectKind.Semaphore, first.Id, Environment.ProcessId, 3u, 7L), (details.Kind, details.Id, details.CreatorProcessId, details.Options, details.Parameter));
        Assert.Equal((6, true, 40, false), (details.Value, details.HasWaiters, details.TurnCell, details.IsCollected));
        Assert.InRange(details.Created, began, DateTimeOffset.UtcNow);
        Assert.Equal(
            [
                new(1, 77, true, 4, 0, 0),
                new(40, 1234, false, 0, 3, 2),
                new(60, 0, true, 0, 0, 0),
                new NamedObjectParticipant(ObjectLayout.CellCount, 78, true, 9, 0, 0),
            ],
            details.Participants);
        Assert.Equal(before + 3, _domain.CountOpen());
        Assert.Equal(details.Participants, Domain.Find("a")!.Details!.Participants);
        Assert.Null(Domain.Find("b"));
    }

    [Fact]
    public void List_ProcessKilled_IsDead_WhateverItsNumber()
    {
        using (Peer peer = Peer.StartDotnet(TakePartInPeer, _domain.Path))
        {
            peer.Expect("in");
            Assert.Equal(new NamedObjectParticipant(5, peer.Process.Id, true, 2, 0, 0), Assert.Single(Domain.Find("a")!.Details!.Participants));
        }

        // The number of a process that lives: it says nothing.
        using (Participant other = new(Domain, "a", 6))
            other.Enter(Environment.ProcessId);
        Assert.All(Domain.Find("a")!.Details!.Participants, one => Assert.False(one.IsAlive));
    }

    [Fact]
    public void List_WhatIsNoObject_IsListedAsSuch()
    {
        Directory.CreateDirectory(_domain.PathOf("directory"));
        File.WriteAllText(_domain.PathOf("empty"), "");
        Fifo.Create(_domain.PathOf("fifo"));
        File.CreateSymbolicLink(_domain.PathOf("link"), "none");
        ObjectFile.Create(Domain, "other version", TestDomain.Semaphore()).Dispose();
        using (FileStream file = File.OpenWrite(_domain.PathOf("other version")))
        {
            file.Position = ObjectLayout.Version32;
            file.WriteByte(9);
        }

        File.WriteAllText(_domain.PathOf("text"), new string('x', 10_000));
        ObjectFile.Create(Domain, "truncated", TestDomain.Semaphore()).Dispose();
        using (FileStream file = File.OpenWrite(_domain.PathOf("truncated")))
            file.SetLength(200);
        File.WriteAllText(_domain.PathOf(".bell-0000000000000000"), "");
        ObjectFile.Create(Domain, "z", TestDomain.Semaphore()).Dispose();

        IReadOnlyList<NamedObjectEntry> all = Domain.List();

        Assert.Equal(["directory", "empty", "fifo", "link", "other version", "text", "truncated", "z"], all.Select(one => one.Name));
        Assert.All(all.SkipLast(1), one => Assert.True(one.Details is null && one.Problem is not null));
        Assert.Contains("layout version 9", all[4].Problem, StringComparison.Ordinal);
        Assert.Null(all[^1].Problem);
    }

    [Fact]
    public void Delete_TakesTheName_AndTheObjectLivesOn()
    {
        using Participant here = new(Domain, "a", 1);
        Assert.True(Domain.TryDelete("a"));
        Assert.False(Domain.TryDelete("a"));
        SyscallException missing = Assert.Throws<SyscallException>(() => Domain.Delete("a"));
        Assert.Equal(Errno.ENOENT, missing.Errno);

        here.Enter(1);
        using ObjectFile next = ObjectFile.OpenOrCreate(Domain, "a", TestDomain.Semaphore(), out bool createdNew);
        Assert.True(createdNew);
        Assert.NotEqual(here.Id, next.Id);
        Assert.Throws<ArgumentException>("name", () => Domain.TryDelete("../a"));
    }

    [Fact]
    public void Delete_WhatIsNoObject_GoesToo_ButNoDirectory_AndNothingThatALinkLeadsTo()
    {
        string target = _domain.PathOf("target");
        File.WriteAllText(target, "");
        File.CreateSymbolicLink(_domain.PathOf("link"), target);
        Fifo.Create(_domain.PathOf("fifo"));
        Directory.CreateDirectory(_domain.PathOf("directory"));
        File.WriteAllText(_domain.PathOf("text"), "x");

        foreach (string name in (string[])["link", "fifo", "text"])
            Domain.Delete(name);
        SyscallException refused = Assert.Throws<SyscallException>(() => Domain.Delete("directory"));

        Assert.Equal(Errno.EISDIR, refused.Errno);
        Assert.Equal(["directory", "target"], _domain.Files());
    }

    [Fact]
    public void TenThousandObjects_AreMade_Listed_OpenedAndDeleted()
    {
        int count = TestLoad.Rounds(10_000);
        int before = _domain.CountOpen();
        for (int i = 0; i < count; i++)
            ObjectFile.Create(Domain, Name(i), TestDomain.Semaphore(i)).Dispose();

        IReadOnlyList<NamedObjectEntry> all = Domain.List();
        Assert.Equal(count, all.Count);
        Assert.Equal(count, all.Select(one => one.Details!.Id).Distinct().Count());
        Assert.All(all, one => Assert.Equal(one.Name, Name(one.Details!.Value)));
        for (int i = 0; i < count; i++)
        {
            using (ObjectFile opened = ObjectFile.Open(Domain, Name(i), NamedObjectKind.Semaphore))
                Assert.Equal(Name(i), opened.Name);
            Domain.Delete(Name(i));
        }

        Assert.Empty(Domain.Collect().Objects);
        Assert.Empty(_domain.Files());
        Assert.Equal(before, _domain.CountOpen());

        static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"object-{number:D5}");
    }

    private static void TakePartInPeer(string[] arguments)
    {
        using Participant one = new(Domain.Open(arguments[0]), "a", 5);
        one.Enter(Environment.ProcessId, held: 2);
        Console.WriteLine("in");
        Console.ReadLine();
    }
}
