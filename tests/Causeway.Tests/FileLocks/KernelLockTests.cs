using System.Globalization;

namespace Causeway.Tests.FileLocks;

/// <summary>LOCK-28: the lines of proc_locks(5).</summary>
public sealed class KernelLockTests
{
    [Theory]
    [InlineData("1: FLOCK  ADVISORY  WRITE 25428 fe:00:347232 0 EOF", FileLockKind.Flock, FileLockMode.Exclusive, 25428, "0:end", false)]
    [InlineData("12: POSIX  ADVISORY  READ  708 08:1f:13713 128 128", FileLockKind.Posix, FileLockMode.Shared, 708, "128:1", false)]
    [InlineData("3: OFDLCK ADVISORY  WRITE -1 00:14:9 5 14", FileLockKind.OpenFileDescription, FileLockMode.Exclusive, -1, "5:10", false)]
    [InlineData("3: -> POSIX  ADVISORY  WRITE 77 00:14:9 0 EOF", FileLockKind.Posix, FileLockMode.Exclusive, 77, "0:end", true)]
    [InlineData("3:   -> OFDLCK ADVISORY  READ -1 00:14:9 7 9223372036854775807", FileLockKind.OpenFileDescription, FileLockMode.Shared, -1, "7:end", true)]
    [InlineData("4: LEASE  ACTIVE    READ  9 fe:00:18446744073709551615 0 EOF", FileLockKind.Lease, FileLockMode.Shared, 9, "0:end", false)]
    [InlineData("5: DELEG  BREAKER   WRITE 9 fe:00:1 0 EOF", FileLockKind.Other, FileLockMode.Exclusive, 9, "0:end", false)]
    public void Parse_ALine_IsUnderstood(string line, FileLockKind kind, FileLockMode mode, int process, string range, bool waits)
    {
        KernelLock one = Assert.NotNull(KernelLock.Parse(line));
        Assert.Equal((kind, mode, process, range, waits), (one.Kind, one.Mode, one.ProcessId, one.Range.ToString(), one.IsWaiting));
        Assert.Equal(int.Parse(line.Split(':')[0], CultureInfo.InvariantCulture), one.Id);
    }

    [Theory]
    [InlineData("1: POSIX  ADVISORY  WRITE 1 <none>:0 0 EOF")]
    [InlineData("1: POSIX  *NOINODE* WRITE 1")]
    [InlineData("")]
    public void Parse_NoFile_IsNoLock(string line) => Assert.Null(KernelLock.Parse(line));
}
