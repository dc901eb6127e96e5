using System.Diagnostics;
using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests;

/// <summary>Whether a thread of this process sleeps in a system call, from /proc/self/task/TID/syscall.</summary>
internal static class BlockedThread
{
    public static readonly PerArchitecture Read = new(X64: 0, Arm64: 63);
    public static readonly PerArchitecture Write = new(X64: 1, Arm64: 64);
    public static readonly PerArchitecture Poll = new(X64: 7, Arm64: 73);
    public static readonly PerArchitecture Recvfrom = new(X64: 45, Arm64: 207);
    public static readonly PerArchitecture Openat = new(X64: 257, Arm64: 56);
    public static readonly PerArchitecture Splice = new(X64: 275, Arm64: 76);
    public static readonly PerArchitecture Tee = new(X64: 276, Arm64: 77);
    public static readonly PerArchitecture Msgsnd = new(X64: 69, Arm64: 189);
    public static readonly PerArchitecture Msgrcv = new(X64: 70, Arm64: 188);
    public static readonly PerArchitecture MqTimedsend = new(X64: 242, Arm64: 182);
    public static readonly PerArchitecture MqTimedreceive = new(X64: 243, Arm64: 183);
    public static readonly PerArchitecture Futex = new(X64: 202, Arm64: 98);

    /// <summary>Returns when some thread sleeps in the call with this first argument.</summary>
    public static void WaitUntilIn(int call, long argument)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"{call} 0x{argument:x} ");
        WaitUntil(() => Directory.GetDirectories("/proc/self/task").Any(thread => Sleeps(thread, start)), start);
    }

    /// <summary>Returns when this one thread sleeps in the call.</summary>
    /// <param name="call">Its number.</param>
    /// <param name="thread">What gettid(2) answers there; 0 before it was asked.</param>
    public static void WaitUntilIn(int call, Func<int> thread)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"{call} ");
        WaitUntil(() => thread() is var id and not 0 && Sleeps(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{id}"), start), start);
    }

    /// <summary>How many threads sleep in the call now; the runtime has some of its own.</summary>
    public static int CountIn(int call) =>
        Directory.GetDirectories("/proc/self/task").Count(thread => Sleeps(thread, string.Create(CultureInfo.InvariantCulture, $"{call} ")));

    private static void WaitUntil(Func<bool> sleeps, string start)
    {
        var watch = Stopwatch.StartNew();
        while (!sleeps())
        {
            Assert.True(watch.Elapsed < Watchdog.Limit, $"no thread came to sleep in {start}");
            Thread.Yield();
        }
    }

    private static bool Sleeps(string thread, string start)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "syscall")).StartsWith(start, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // The thread has ended.
            return false;
        }
    }
}
