namespace Causeway.Tests;

/// <summary>Names of kernel objects that no other test and no other run has.</summary>
internal static class KernelName
{
    private static int s_last;

    public static string Next() => $"/causeway-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}";
}
