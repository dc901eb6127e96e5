namespace Causeway.Tests.SharedMemory;

/// <summary>A file shortened under its mapping, and a full file system: exceptions, never the end of the process.</summary>
public sealed class MemoryMappingGuardTests
{
    private static readonly int s_page = Environment.SystemPageSize;

    [Fact]
    public void Guarded_FileShortenedInC_IsAnExceptionAtThePage() => CopyPastTheEnd();

    [Fact]
    public void Guarded_SeccompForbidsTheCall_GoesThroughAPipe()
    {
        ChildProcessOptions dotnet = Peer.DotnetOptions(CopyPastTheEndInPeer);
        using Peer peer = Peer.Start(new ChildProcessOptions(CCompiler.Compile("without_process_vm"), [dotnet.Program, .. dotnet.Arguments]));
        peer.Expect("EPERM");
        peer.ExpectSuccess();
    }

    [RootFact]
    public void FullFileSystem_GuardedWriteAndPopulateAndReserve_AreExceptions()
    {
        using TestDirectory directory = new();
        ChildProcessOptions dotnet = Peer.DotnetOptions(FillTheFileSystem, directory.Root);
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare",
            ["-m", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs \"$0\" && exec \"$@\"", directory.Root, dotnet.Program, .. dotnet.Arguments]));
        peer.ExpectSuccess();
    }

    [Fact]
    public void Guarded_OutsideOrNotAllowed_IsRefused()
    {
        using MemoryMapping mapping = MemoryMapping.CreateAnonymous(100);

        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.ReadGuarded(91, new byte[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => mapping.WriteGuarded(-1, new byte[1]));
        mapping.Protect(MappingProtection.Read);
        Assert.Throws<InvalidOperationException>(() => mapping.WriteGuarded(0, new byte[1]));
        mapping.ReadGuarded(90, new byte[10]);
        mapping.ReadGuarded(0, []);
        mapping.Protect(MappingProtection.None);
        Assert.Throws<InvalidOperationException>(() => mapping.ReadGuarded(0, new byte[1]));
        mapping.Dispose();
        Assert.Throws<ObjectDisposedException>(() => mapping.ReadGuarded(0, new byte[1]));
    }

    private static void CopyPastTheEndInPeer(string[] arguments)
    {
        using MemoryMapping probe = MemoryMapping.CreateAnonymous(1);
        Console.WriteLine(ProcessVmError());
        CopyPastTheEnd();
    }

    private static void CopyPastTheEnd()
    {
        string path = Path.Combine(Path.GetTempPath(), KernelName.Next()[1..]);
        try
        {
            using MemoryMapping mapping = MemoryMapping.CreateFile(path, 4 * s_page);
            byte[] bytes = new byte[4 * s_page];
            Random.Shared.NextBytes(bytes);
            byte[] read = new byte[4 * s_page];
            mapping.WriteGuarded(0, bytes);
            mapping.ReadGuarded(0, read);
            Assert.Equal(bytes, read);

            using Peer peer = Peer.StartC("mapped_file", "-i", path);
            peer.Expect("mapped");
            peer.Send($"truncate {2 * s_page + 10}");
            peer.Expect("truncated");

            // Within the last page that the file still has, its rest reads as zero; the page after it is gone.
            mapping.ReadGuarded(2 * s_page, read.AsSpan(0, s_page));
            Assert.Equal(bytes.AsSpan(2 * s_page, 10), read.AsSpan(0, 10));
            Assert.Equal(new byte[s_page - 10], read.AsSpan(10, s_page - 10));
            SyscallException gone = Assert.Throws<SyscallException>(() => mapping.ReadGuarded(s_page + 5, read.AsSpan(0, 3 * s_page - 5)));
            Assert.Equal(Errno.EFAULT, gone.Errno);
            Assert.Contains($"byte {3 * s_page} ", gone.Message, StringComparison.Ordinal);
            Assert.Equal(bytes.AsSpan(s_page + 5, s_page - 5), read.AsSpan(0, s_page - 5));

            Array.Reverse(bytes);
            gone = Assert.Throws<SyscallException>(() => mapping.WriteGuarded(s_page, bytes.AsSpan(0, 3 * s_page)));
            Assert.Equal(Errno.EFAULT, gone.Errno);
            Assert.Contains($"byte {3 * s_page} ", gone.Message, StringComparison.Ordinal);
            Assert.Equal(bytes.AsSpan(0, s_page), mapping.GetReadOnlySpan<byte>(s_page, s_page));
            Assert.Equal(Errno.EFAULT, Assert.Throws<SyscallException>(mapping.Populate).Errno);

            // Lengthened again, it is there again, zeroed.
            peer.Send($"truncate {4 * s_page}");
            peer.Expect("truncated");
            mapping.ReadGuarded(3 * s_page, read.AsSpan(0, s_page));
            Assert.Equal(new byte[s_page], read.AsSpan(0, s_page));
            mapping.Populate();
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What process_vm_readv answers here: the test is of nothing unless it is forbidden.</summary>
    private static unsafe string ProcessVmError()
    {
        byte from = 1, to = 0;
        Causeway.Sys.LibC.iovec local = new() { iov_base = &to, iov_len = 1 };
        Causeway.Sys.LibC.iovec remote = new() { iov_base = &from, iov_len = 1 };
        nint result = Causeway.Sys.LibC.process_vm_readv(Environment.ProcessId, &local, 1, &remote, 1, 0);
        Errno error = Errno.Last;
        return result == 1 ? "copied" : error.Name;
    }

    private static void FillTheFileSystem(string[] arguments)
    {
        string sparse = Path.Combine(arguments[0], "sparse");
        using (FileStream file = File.Create(sparse))
            file.SetLength(32 * s_page);
        using SafeFileDescriptor descriptor = OpenFile(sparse);
        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => MemoryMapping.Reserve(descriptor, 0, 32 * s_page)).Errno);
        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => MemoryMapping.CreateFile(Path.Combine(arguments[0], "other"), 32 * s_page)).Errno);
        Assert.False(File.Exists(Path.Combine(arguments[0], "other")));
        using MemoryMapping mapping = MemoryMapping.OpenFile(sparse);
        Assert.Equal(Errno.EFAULT, Assert.Throws<SyscallException>(() => mapping.WriteGuarded(0, new byte[32 * s_page])).Errno);
        Assert.Equal(Errno.EFAULT, Assert.Throws<SyscallException>(mapping.Populate).Errno);
        Assert.Equal(Errno.EFAULT, Assert.Throws<SyscallException>(() => MemoryMapping.OpenFile(sparse, new MappingOptions { Populate = true })).Errno);
    }

    private static SafeFileDescriptor OpenFile(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        using SafeFileDescriptor borrowed = new((int)file.DangerousGetHandle(), ownsDescriptor: false);
        return borrowed.Duplicate();
    }
}
