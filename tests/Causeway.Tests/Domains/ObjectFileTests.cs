using System.Buffers.Binary;
using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>How an object comes to be and is opened, and what is refused instead of being mapped.</summary>
public sealed class ObjectFileTests : IDisposable
{
    private readonly TestDomain _domain = new();
    private readonly bool _usual = WholeFile.UsesUnnamedFiles;

    private Domain Domain => _domain.Domain;

    public void Dispose()
    {
        WholeFile.UsesUnnamedFiles = _usual;
        _domain.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_ThenOpen_IsTheSameObject_Whole(bool unnamed)
    {
        WholeFile.UsesUnnamedFiles = unnamed;
        int before = _domain.CountOpen();
        ObjectBirth birth = new(NamedObjectKind.Memory, Options: 5, Parameter: -9, InitialValue: 0x7FFF_FFFF, ContentBytes: 100);
        using (ObjectFile made = ObjectFile.Create(Domain, "a", birth))
        using (ObjectFile opened = ObjectFile.Open(Domain, "a", NamedObjectKind.Memory))
        {
            Assert.Equal((made.Id, made.Identity, made.SizeBytes), (opened.Id, opened.Identity, opened.SizeBytes));
            Assert.Equal((NamedObjectKind.Memory, 5u, -9L, 8292L, false), (opened.Kind, opened.Options, opened.Parameter, opened.SizeBytes, opened.IsCollected));
            Assert.Equal((0x7FFF_FFFF, 0x7FFF_FFFF), (Word(made), Word(opened)));
        }

        Assert.Equal(before, _domain.CountOpen());
        Assert.Equal(["a"], _domain.Files());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_domain.PathOf("a")));
        byte[] file = File.ReadAllBytes(_domain.PathOf("a"));
        Assert.False(file.AsSpan(ObjectLayout.Word64 + 8).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Create_Exists_IsEexist_AndOpen_None_IsEnoent_EachWithWhatToDo()
    {
        using ObjectFile made = ObjectFile.Create(Domain, "a", TestDomain.Semaphore());

        SyscallException exists = Assert.Throws<SyscallException>(() => ObjectFile.Create(Domain, "a", TestDomain.Semaphore()));
        Assert.Equal(Errno.EEXIST, exists.Errno);
        Assert.Contains("Domain.Delete", exists.Message, StringComparison.Ordinal);
        Assert.Null(ObjectFile.TryOpen(Domain, "b", NamedObjectKind.Semaphore));
        SyscallException missing = Assert.Throws<SyscallException>(() => ObjectFile.Open(Domain, "b", NamedObjectKind.Semaphore));
        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.Contains("create it", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrCreate_TellsWhoMadeIt()
    {
        using ObjectFile first = ObjectFile.OpenOrCreate(Domain, "a", TestDomain.Semaphore(), out bool firstMade);
        using ObjectFile second = ObjectFile.OpenOrCreate(Domain, "a", TestDomain.Semaphore(), out bool secondMade);

        Assert.Equal((true, false, first.Id), (firstMade, secondMade, second.Id));
        Assert.NotEqual(0ul, first.Id);
    }

    [Fact]
    public void Open_AnotherKind_SaysWhichItIs()
    {
        ObjectFile.Create(Domain, "a", TestDomain.Semaphore()).Dispose();

        LayoutMismatchException refused = Assert.Throws<LayoutMismatchException>(() => ObjectFile.Open(Domain, "a", NamedObjectKind.Mutex));
        Assert.Contains("is a semaphore, not a mutex", refused.Message, StringComparison.Ordinal);
        Assert.Equal(_domain.PathOf("a"), refused.Path);
        Assert.Throws<LayoutMismatchException>(() => ObjectFile.OpenOrCreate(Domain, "a", new ObjectBirth(NamedObjectKind.Event), out _));
    }

    [Theory]
    [InlineData(ObjectLayout.Version32, 2, "layout version 2, and this library reads version 1")]
    [InlineData(ObjectLayout.CellCount32, 127, "127 cells instead of 126")]
    [InlineData(ObjectLayout.CellCount32, -1, "4294967295 cells")]
    [InlineData(ObjectLayout.Bytes64, 4096, "has 8192 bytes, and its header says 4096")]
    [InlineData(ObjectLayout.Kind32, 77, "unknown kind 77")]
    [InlineData(0, 0, "do not begin as an object's do")]
    public void Open_HeaderOfSomethingElse_IsRefused(int offset, int value, string message)
    {
        ObjectFile.Create(Domain, "a", TestDomain.Semaphore()).Dispose();
        Change("a", offset, value);

        LayoutMismatchException refused = Assert.Throws<LayoutMismatchException>(() => ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Throws<LayoutMismatchException>(() => ObjectFile.OpenOrCreate(Domain, "a", TestDomain.Semaphore(), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(4096)]
    [InlineData(8191)]
    [InlineData(8193)]
    [InlineData(1L << 40)]
    public void Open_AnotherSizeThanItWasBornWith_IsRefused(long bytes)
    {
        int before = _domain.CountOpen();
        ObjectFile.Create(Domain, "a", TestDomain.Semaphore()).Dispose();
        using (FileStream file = File.OpenWrite(_domain.PathOf("a")))
            file.SetLength(bytes);

        Assert.Throws<LayoutMismatchException>(() => ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore));
        Assert.Equal(before, _domain.CountOpen());
    }

    [Fact]
    public void Open_SizeThatItsHeaderSaysToo_ButNoObjectCanHave_IsRefused()
    {
        ObjectFile.Create(Domain, "a", TestDomain.Semaphore()).Dispose();
        Change("a", ObjectLayout.Bytes64, 1000);
        using (FileStream file = File.OpenWrite(_domain.PathOf("a")))
            file.SetLength(1000);

        Assert.Throws<LayoutMismatchException>(() => ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore));
    }

    [Fact]
    public void Open_WhatIsNoFile_IsRefusedWithoutWaiting()
    {
        string path = _domain.PathOf("a");
        int before = _domain.CountOpen();

        Directory.CreateDirectory(path);
        Assert.Equal(Errno.EISDIR, Refusal().Errno);
        Directory.Delete(path);

        ObjectFile.Create(Domain, "real", TestDomain.Semaphore()).Dispose();
        File.CreateSymbolicLink(path, "real");
        Assert.Equal(Errno.ELOOP, Refusal().Errno);
        Assert.Contains("symbolic link", Refusal().Message, StringComparison.Ordinal);
        File.Delete(path);

        Fifo.Create(path);
        Assert.Throws<LayoutMismatchException>(() => ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore));
        File.Delete(path);
        Assert.Equal(before, _domain.CountOpen());

        SyscallException Refusal() => Assert.Throws<SyscallException>(() => ObjectFile.OpenOrCreate(Domain, "a", TestDomain.Semaphore(), out _));
    }

    [Fact]
    public void Create_MoreThanThereIs_IsEnospcOrTooLarge_AndLeavesNothing()
    {
        int before = _domain.CountOpen();

        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => ObjectFile.Create(Domain, "a", new ObjectBirth(NamedObjectKind.Memory, ContentBytes: 1L << 50))).Errno);
        Assert.Throws<OverflowException>(() => ObjectFile.Create(Domain, "a", new ObjectBirth(NamedObjectKind.Memory, ContentBytes: long.MaxValue)));

        Assert.Equal(before, _domain.CountOpen());
        Assert.Empty(_domain.Files());
    }

    [Theory]
    [InlineData("a/b", "slash")]
    [InlineData("a\0b", "control character")]
    [InlineData("a\nb", "control character")]
    [InlineData("a\u0085b", "control character")]
    [InlineData(".a", "dot")]
    [InlineData("..", "dot")]
    [InlineData("", "empty")]
    public void Name_AgainstARule_IsRefused_AndTheMessageSaysWhich(string name, string rule)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(nameof(name), () => ObjectFile.Create(Domain, name, TestDomain.Semaphore()));

        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(nameof(name), () => ObjectFile.TryOpen(Domain, name, NamedObjectKind.Semaphore));
        Assert.Throws<ArgumentException>(nameof(name), () => ObjectFile.OpenOrCreate(Domain, name, TestDomain.Semaphore(), out _));
    }

    [Fact]
    public void Name_HalfOfASurrogatePair_IsRefused()
    {
        // An attribute's strings are UTF-8, which has none.
        Assert.Contains("surrogate", Assert.Throws<ArgumentException>("name", () => ObjectFile.Create(Domain, "a" + (char)0xD800, TestDomain.Semaphore())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_UpTo200Bytes_IsAName()
    {
        string longest = new string('ä', 99) + " x";
        ObjectFile.Create(Domain, longest, TestDomain.Semaphore()).Dispose();
        Assert.Equal([longest], _domain.Files());

        ArgumentException refused = Assert.Throws<ArgumentException>("name", () => ObjectFile.Create(Domain, longest + "y", TestDomain.Semaphore()));
        Assert.Contains("200 bytes", refused.Message, StringComparison.Ordinal);
    }

    private static int Word(ObjectFile file)
    {
        unsafe
        {
            return (int)Volatile.Read(ref *(long*)(file.Address + ObjectLayout.Word64));
        }
    }

    private void Change(string name, int offset, int value)
    {
        using FileStream file = File.OpenWrite(_domain.PathOf(name));
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        file.Position = offset;
        file.Write(bytes);
    }
}
