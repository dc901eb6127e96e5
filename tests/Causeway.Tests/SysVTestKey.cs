namespace Causeway.Tests;

/// <summary>System V keys that no other test and no other run has.</summary>
internal static class SysVTestKey
{
    private static int s_last;

    public static SysVKey Next() => new((0x5C << 24) ^ (Environment.ProcessId << 8) ^ (Interlocked.Increment(ref s_last) & 0xFF));
}
