using System.Globalization;
using System.Runtime.CompilerServices;

namespace Causeway.Tests.SharedMemory;

/// <summary>Where and how a segment is attached.</summary>
public sealed class SysVSharedMemoryAttachTests : IDisposable
{
    private readonly SysVSharedMemory _memory = SysVSharedMemory.Create(SysVKey.Private, 100, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public void Dispose() => _memory.TryDelete();

    [Fact]
    public void Attach_AtAnAddress_BeginsThere()
    {
        using SysVSharedMemoryAttachment here = AttachAtFree(0, roundDown: false, out nint free);
        using SysVSharedMemoryAttachment elsewhere = _memory.Attach();

        Assert.Equal(free, AddressOf(here));
        here.Span[3] = 7;
        Assert.Equal(7, elsewhere.Span[3]);
    }

    [Fact]
    public void Attach_AtNoPagesBeginning_IsRefusedUnlessRoundedDown()
    {
        var failure = Assert.Throws<SyscallException>(() => _memory.Attach(new SysVAttachOptions { Address = (1 << 30) + 1 }));
        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains("RoundDown", failure.Message);

        using SysVSharedMemoryAttachment rounded = AttachAtFree(1, roundDown: true, out nint free);
        Assert.Equal(free, AddressOf(rounded));
    }

    [Fact]
    public void Attach_WhereSomethingIs_ReplacesItOnlyWhenAsked()
    {
        using SysVSharedMemoryAttachment present = _memory.Attach();
        present.Span[0] = 1;
        SysVSharedMemory other = SysVSharedMemory.Create(SysVKey.Private, 100);
        try
        {
            nint address = AddressOf(present);
            var failure = Assert.Throws<SyscallException>(() => other.Attach(new SysVAttachOptions { Address = address }));
            Assert.Equal(Errno.EINVAL, failure.Errno);
            Assert.Contains("Replace", failure.Message);

            // What is replaced counts as detached; its object would detach the new one, so it is not used again.
            SysVSharedMemoryAttachment replacing = other.Attach(new SysVAttachOptions { Address = address, Replace = true });
            Assert.Equal((0, 1), (_memory.GetStatus().AttachCount, other.GetStatus().AttachCount));
            Assert.Equal(0, replacing.Span[0]);
            replacing.Dispose();
            Assert.Equal(0, other.GetStatus().AttachCount);
        }
        finally
        {
            other.Delete();
        }
    }

    [Fact]
    public void Attach_FlagsOfAnAddressWithoutOne_AreRefusedBeforeTheCall()
    {
        Assert.Throws<ArgumentException>(() => _memory.Attach(new SysVAttachOptions { Replace = true }));
        Assert.Throws<ArgumentException>(() => _memory.Attach(new SysVAttachOptions { RoundDown = true }));
        Assert.Throws<ArgumentNullException>(() => _memory.Attach(null!));
    }

    [Theory]
    [InlineData(false, false, "rw-s")]
    [InlineData(true, false, "r--s")]
    [InlineData(false, true, "rwxs")]
    [InlineData(true, true, "r-xs")]
    public void Attach_ItsPermissions_AreThoseOfTheMapping(bool readOnly, bool executable, string expected)
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach(new SysVAttachOptions { ReadOnly = readOnly, Executable = executable });

        string line = File.ReadLines("/proc/self/maps").Single(line => line.Contains("/SYSV00000000", StringComparison.Ordinal) && line.Contains(string.Create(CultureInfo.InvariantCulture, $" {_memory.Id} "), StringComparison.Ordinal));
        Assert.Equal(expected, line.Split(' ')[1]);
        Assert.Equal(readOnly, attachment.IsReadOnly);
    }

    [RootFact]
    public void Attach_OtherUser_ReadsWhatItMayAndExecutesWhatItMay()
    {
        SysVSharedMemory memory = SysVSharedMemory.Create(SysVKey.Private, 10, UnixFileMode.OtherRead);
        try
        {
            OtherUser.ExpectSuccess(ReadButNotExecute, memory.Id.ToString(CultureInfo.InvariantCulture));
            memory.Change(UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            OtherUser.ExpectSuccess(Execute, memory.Id.ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            memory.Delete();
        }
    }

    private static void ReadButNotExecute(string[] arguments)
    {
        var memory = new SysVSharedMemory(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        memory.Attach(readOnly: true).Dispose();
        Assert.Throws<UnauthorizedAccessException>(() => memory.Attach());
        Assert.Contains("execute permission", Assert.Throws<UnauthorizedAccessException>(() => memory.Attach(new SysVAttachOptions { ReadOnly = true, Executable = true })).Message);
    }

    private static void Execute(string[] arguments) =>
        new SysVSharedMemory(int.Parse(arguments[0], CultureInfo.InvariantCulture)).Attach(new SysVAttachOptions { ReadOnly = true, Executable = true }).Dispose();

    private static unsafe nint AddressOf(SysVSharedMemoryAttachment attachment) => (nint)Unsafe.AsPointer(ref Unsafe.AsRef(in attachment.ReadOnlySpan[0]));

    /// <summary>Attaches where a mapping was a moment ago; again where another thread was faster.</summary>
    private SysVSharedMemoryAttachment AttachAtFree(int beyond, bool roundDown, out nint free)
    {
        for (int tries = 0; ; tries++)
        {
            using (MemoryMapping mapping = MemoryMapping.CreateAnonymous(Environment.SystemPageSize))
                free = mapping.Handle.DangerousGetHandle();
            try
            {
                return _memory.Attach(new SysVAttachOptions { Address = free + beyond, RoundDown = roundDown });
            }
            catch (SyscallException e) when (e.Errno == Errno.EINVAL && tries < 100)
            {
                // Somebody mapped something there.
            }
        }
    }
}
