using Causeway.Sys;

namespace Causeway.Tests.SharedMemory;

/// <summary>RLIMIT_FSIZE, beyond which the kernel ends a process by SIGXFSZ.</summary>
public sealed class FileSpaceLimitTests
{
    private const int LimitBytes = 1 << 20;

    [Fact]
    public void FileBeyondTheLimit_IsRefused_AndTheProcessLives()
    {
        string name = $"/causeway-limit-{Environment.ProcessId}";
        using var large = PosixSharedMemory.Create(name, 2 * LimitBytes);
        try
        {
            using Peer peer = Peer.StartDotnet(GoBeyond, name);
            peer.Expect("lives");
            peer.ExpectSuccess();
        }
        finally
        {
            PosixSharedMemory.Delete(name);
        }
    }

    internal static unsafe void GoBeyond(string[] arguments)
    {
        using var file = MemoryFile.Create("limited", LimitBytes);
        LibC.rlimit limit = new() { rlim_cur = LimitBytes, rlim_max = LimitBytes };
        Assert.Equal(0, LibC.prlimit(0, LibC.RLIMIT_FSIZE, &limit, null));

        AssertRefused(() => file.Resize(LimitBytes + 1));
        AssertRefused(() => file.Reserve(LimitBytes, 1));
        AssertRefused(() => MemoryFile.Create("too large", LimitBytes + 1).Dispose());
        AssertRefused(() => PosixSharedMemory.Create(arguments[0] + ".new", LimitBytes + 1).Dispose());
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => PosixSharedMemory.Open(arguments[0] + ".new").Dispose()).Errno);
        file.Resize(0);
        file.Resize(LimitBytes);

        // Another process's file is larger already, and may be made smaller.
        using var large = PosixSharedMemory.Open(arguments[0]);
        large.Reserve(LimitBytes, LimitBytes);
        large.Resize(2 * LimitBytes);
        AssertRefused(() => large.Resize((2 * LimitBytes) + 1));
        Console.WriteLine("lives");
    }

    private static void AssertRefused(Action beyond)
    {
        SyscallException refused = Assert.Throws<SyscallException>(beyond);
        Assert.Equal(Errno.EFBIG, refused.Errno);
        Assert.Contains($"RLIMIT_FSIZE lets files have {LimitBytes} bytes", refused.Message, StringComparison.Ordinal);
    }
}
