using System.Globalization;

namespace Causeway.Messaging.Tests.Native;

/// <summary>States that nothing announces.</summary>
internal static class WaitFor
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(60);

    /// <summary>poll(2) of x64; ppoll(2) of arm64, which has no other.</summary>
    private static readonly int[] s_polls = [7, 73];

    /// <summary>Until a program in C sleeps in poll(2).</summary>
    public static void SleepInPoll(ChildProcess process) =>
        Assert.True(SpinWait.SpinUntil(() => s_polls.Contains(CallOf(process)), s_watchdog), $"process {process.Id} does not sleep in poll but in {CallOf(process)}");

    /// <summary>The number of the call that the process is in (proc(5)); -1: none.</summary>
    private static int CallOf(ChildProcess process) =>
        int.TryParse(File.ReadAllText($"/proc/{process.Id}/syscall").Split(' ')[0], CultureInfo.InvariantCulture, out int call) ? call : -1;
}
