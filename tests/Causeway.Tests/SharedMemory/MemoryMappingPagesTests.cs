using System.Runtime.InteropServices;

namespace Causeway.Tests.SharedMemory;

/// <summary>Writing back, advising, locking and protecting pages.</summary>
public sealed class MemoryMappingPagesTests : IDisposable
{
    private static readonly int s_page = Environment.SystemPageSize;
    private readonly string _path = "/dev/shm" + KernelName.Next();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Flush_WholeRangeAndAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), KernelName.Next()[1..]);
        try
        {
            using MemoryMapping mapping = MemoryMapping.CreateFile(path, 10 * s_page);
            mapping.Span.Fill(1);
            mapping.Flush(s_page + 7, 3);
            mapping.Flush(s_page - 1, s_page + 2, wait: false);
            mapping.Flush(10 * s_page, 0);
            await mapping.FlushAsync();

            Assert.DoesNotContain((byte)0, File.ReadAllBytes(path));
            Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Flush(0, (10 * s_page) + 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Flush(-1, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Flush(1, -1));
            Assert.Throws<ArgumentOutOfRangeException>(() => mapping.Flush(long.MaxValue, long.MaxValue));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mapping.FlushAsync(new CancellationToken(canceled: true)));
            mapping.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => mapping.FlushAsync());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(MemoryAdvice.Normal)]
    [InlineData(MemoryAdvice.Random)]
    [InlineData(MemoryAdvice.Sequential)]
    [InlineData(MemoryAdvice.WillNeed)]
    [InlineData(MemoryAdvice.DontDump)]
    [InlineData(MemoryAdvice.DoDump)]
    [InlineData(MemoryAdvice.Cold)]
    [InlineData(MemoryAdvice.PageOut)]
    public void Advise_HarmlessAdvice_LeavesTheBytes(MemoryAdvice advice)
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, 4 * s_page);
        mapping.Span.Fill(3);
        mapping.Advise(advice);
        mapping.Advise(advice, s_page, 2 * s_page);

        Assert.False(mapping.Span.ContainsAnyExcept((byte)3));
    }

    [Fact]
    public void Advise_DontDumpAndDoDump_AreSeenInSmaps()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, s_page);
        mapping.Advise(MemoryAdvice.DontDump);
        Assert.Contains("dd", Flags);
        mapping.Advise(MemoryAdvice.DoDump);
        Assert.DoesNotContain("dd", Flags);
    }

    [Fact]
    public void Advise_DontNeed_DiscardsWhatAPrivateMappingWrote()
    {
        File.WriteAllText(_path, "file");
        using MemoryMapping mapping = MemoryMapping.OpenFile(_path, sharing: MappingSharing.Private);
        mapping.Span[0] = (byte)'!';
        mapping.Advise(MemoryAdvice.DontNeed);

        Assert.Equal("file"u8, mapping.ReadOnlySpan);
        using MemoryMapping anonymous = MemoryMapping.CreateAnonymous(2 * s_page);
        anonymous.Span.Fill(1);
        anonymous.Advise(MemoryAdvice.DontNeed, s_page, s_page);
        Assert.Equal(1, anonymous.Span[s_page - 1]);
        Assert.Equal(0, anonymous.Span[s_page]);
        anonymous.Advise(MemoryAdvice.Free);
        anonymous.Advise(MemoryAdvice.NoHugePage);
    }

    [Fact]
    public void Advise_Remove_PunchesAHoleForEveryone()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, 3 * s_page);
        mapping.Span.Fill(1);
        mapping.Advise(MemoryAdvice.Remove, s_page, s_page);

        byte[] file = File.ReadAllBytes(_path);
        Assert.Equal(1, file[s_page - 1]);
        Assert.Equal(0, file[s_page]);
        Assert.Equal(0, file[(2 * s_page) - 1]);
        Assert.Equal(1, file[2 * s_page]);
        using MemoryMapping apart = MemoryMapping.OpenFile(_path, sharing: MappingSharing.Private);
        Assert.Throws<InvalidOperationException>(() => apart.Advise(MemoryAdvice.Remove));
    }

    [Fact]
    public void Advise_NotWholePagesOrNotForThisMemory_IsRefused()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, 2 * s_page);

        Assert.Throws<ArgumentException>("offset", () => mapping.Advise(MemoryAdvice.DontNeed, 1, s_page));
        Assert.Throws<ArgumentException>("lengthBytes", () => mapping.Advise(MemoryAdvice.DontNeed, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => mapping.Advise(MemoryAdvice.DontNeed, s_page, 2 * s_page));
        Assert.Throws<ArgumentOutOfRangeException>("advice", () => mapping.Advise((MemoryAdvice)99));
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => mapping.Advise(MemoryAdvice.Free)).Errno);
    }

    [Fact]
    public void Populate_GivesHolesTheirRoom()
    {
        using (FileStream file = File.Create(_path))
            file.SetLength(8 * s_page);
        using MemoryMapping mapping = MemoryMapping.OpenFile(_path);
        Assert.Equal("0 kB", SmapsOf("Rss:"));
        mapping.Populate();

        Assert.Equal($"{8 * s_page / 1024} kB", SmapsOf("Rss:"));
        using MemoryMapping reading = MemoryMapping.OpenFile(_path, new MappingOptions { Protection = MappingProtection.Read, Populate = true });
        Assert.Equal(0, reading.ReadOnlySpan[^1]);
    }

    [Fact]
    public void Lock_IsSeenInSmaps_UntilUnlock()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, 4 * s_page);
        mapping.Lock();
        Assert.Equal($"{4 * s_page / 1024} kB", SmapsOf("Locked:"));
        mapping.Unlock();
        Assert.Equal("0 kB", SmapsOf("Locked:"));
        mapping.Lock(onFault: true);
        Assert.Contains("lo", Flags);
        mapping.Unlock();
    }

    [Fact]
    public void PopulateAndLock_OfARange_LeaveTheRestAlone()
    {
        using (FileStream file = File.Create(_path))
            file.SetLength(8 * s_page);
        using MemoryMapping mapping = MemoryMapping.OpenFile(_path);
        mapping.Populate(s_page + 7, s_page);
        Assert.Equal($"{2 * s_page / 1024} kB", SmapsOf("Rss:"));
        mapping.Lock(0, s_page);
        Assert.Equal($"{s_page / 1024} kB", SmapsOf("Locked:"));
        mapping.Unlock(0, s_page);
        Assert.Equal("0 kB", SmapsOf("Locked:"));
        mapping.Lock(7 * s_page, s_page, onFault: true);
        mapping.Unlock();

        Assert.Throws<ArgumentException>("offset", () => mapping.Lock(1, s_page));
        Assert.Throws<ArgumentException>("lengthBytes", () => mapping.Unlock(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => mapping.Lock(8 * s_page, s_page));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => mapping.Populate(7 * s_page, s_page + 1));
    }

    [Fact]
    public void Lock_OverTheLimit_SaysTheLimit()
    {
        ChildProcessOptions dotnet = Peer.DotnetOptions(LockTooMuch);
        string[] limited = ["sh", "-c", "ulimit -l 64 && exec \"$0\" \"$@\"", dotnet.Program, .. dotnet.Arguments];
        string[] command = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set", "-ipc_lock", .. limited] : limited;
        using Peer peer = Peer.Start(new ChildProcessOptions(command[0], command[1..]));
        peer.ExpectSuccess();
    }

    private static void LockTooMuch(string[] arguments)
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(100 * s_page);
        foreach (bool onFault in new[] { false, true })
        {
            SyscallException refused = Assert.Throws<SyscallException>(() => mapping.Lock(onFault));
            Assert.Equal(Errno.ENOMEM, refused.Errno);
            Assert.Contains("65536 bytes locked", refused.Message, StringComparison.Ordinal);
            Assert.Contains("RLIMIT_MEMLOCK", refused.Message, StringComparison.Ordinal);
        }

        mapping.Resize(s_page);
        mapping.Lock();
        Assert.Equal(Errno.EAGAIN, Assert.Throws<SyscallException>(() => mapping.Resize(100 * s_page)).Errno);
    }

    [Fact]
    public void Protect_TakesAndGivesRights()
    {
        using MemoryMapping mapping = MemoryMapping.CreateFile(_path, s_page);
        mapping.Protect(MappingProtection.Read);
        Assert.StartsWith("r--s", MapsLine(), StringComparison.Ordinal);
        Assert.False(mapping.CanWrite);
        Assert.Throws<InvalidOperationException>(() => mapping.Span.Length);
        Assert.Equal(0, mapping.ReadOnlySpan[0]);
        mapping.Protect(MappingProtection.None);
        Assert.StartsWith("---s", MapsLine(), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => mapping.ReadOnlySpan.Length);
        Assert.Throws<InvalidOperationException>(() => mapping.GetReadOnlyReference<int>(0));
        Assert.Throws<InvalidOperationException>(mapping.Populate);
        mapping.Protect(MappingProtection.ReadWrite);
        mapping.Span[0] = 1;
        Assert.Throws<ArgumentOutOfRangeException>("protection", () => mapping.Protect((MappingProtection)8));
    }

    [Fact]
    public void Protect_WhileLeased_GivesRightsButTakesNone()
    {
        File.WriteAllText(_path, "hello");
        using MemoryMapping mapping = MemoryMapping.OpenFile(_path, new MappingOptions { Protection = MappingProtection.Read, Sharing = MappingSharing.Private });
        using (MappingLease lease = mapping.Lease())
        {
            mapping.Protect(MappingProtection.ReadWrite);
            Assert.Throws<InvalidOperationException>(() => mapping.Protect(MappingProtection.Read));
            Assert.False(lease.CanWrite);
        }

        mapping.Protect(MappingProtection.Read);
    }

    [Fact]
    public void Protect_ToWriteAFileOpenedToRead_IsDenied()
    {
        File.WriteAllText(_path, "hello");
        using MemoryMapping mapping = MemoryMapping.OpenFile(_path, FileAccess.Read);

        Assert.Throws<UnauthorizedAccessException>(() => mapping.Protect(MappingProtection.ReadWrite));
        Assert.False(mapping.CanWrite);
        using SafeFileDescriptor descriptor = OpenToRead(_path);
        Assert.Throws<UnauthorizedAccessException>(() => MemoryMapping.Map(descriptor));
        using MemoryMapping apart = MemoryMapping.Map(descriptor, sharing: MappingSharing.Private);
        apart.Span[0] = 1;
    }

    [Fact]
    public unsafe void Protect_Execute_RunsWhatStandsThere()
    {
        // mov eax, 42; ret — and the same of arm64.
        ReadOnlySpan<byte> code = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? [0xb8, 42, 0, 0, 0, 0xc3]
            : [0x40, 0x05, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6];
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(s_page);
        mapping.Write(0, code);
        mapping.Protect(MappingProtection.Read | MappingProtection.Execute);
        Interlocked.MemoryBarrierProcessWide();

        using MappingLease lease = mapping.Lease();
        Assert.Equal(42, ((delegate* unmanaged<int>)lease.Address)());
        Assert.False(lease.CanWrite);
    }

    /// <summary>What the kernel says of the mapping in two letters each, as in proc_pid_smaps(5).</summary>
    private string[] Flags => SmapsOf("VmFlags:").Split(' ');

    private static SafeFileDescriptor OpenToRead(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        using SafeFileDescriptor borrowed = new((int)file.DangerousGetHandle(), ownsDescriptor: false);
        return borrowed.Duplicate();
    }

    private string MapsLine() => File.ReadLines("/proc/self/maps").Single(line => line.EndsWith(_path, StringComparison.Ordinal)).Split(' ')[1];

    private string SmapsOf(string label) => File.ReadLines("/proc/self/smaps")
        .SkipWhile(line => !line.EndsWith(_path, StringComparison.Ordinal))
        .First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();
}
