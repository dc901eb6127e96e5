namespace Causeway.Inspection.Tests;

/// <summary>The threads of this process, as the kernel has them.</summary>
internal static class OwnThreads
{
    /// <summary>Returns once none is in a namespace.</summary>
    /// <remarks>The kernel's thread goes a moment after the runtime's is joined. One that goes between the list and the look has no link any more.</remarks>
    /// <param name="kind">As in /proc/PID/ns.</param>
    /// <param name="space">The namespace's inode.</param>
    public static void AwaitNoneIn(string kind, uint space)
    {
        string there = $"{kind}:[{space}]";
        bool hasLeft = SpinWait.SpinUntil(() => !Directory.EnumerateDirectories("/proc/self/task").Any(task => new FileInfo($"{task}/ns/{kind}").LinkTarget == there), Watchdog.Limit);
        Assert.True(hasLeft, $"a thread of this process has stayed in {there}");
    }
}
