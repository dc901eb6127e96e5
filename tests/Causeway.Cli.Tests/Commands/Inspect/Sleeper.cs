using Causeway.Inspection.Waiting;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>A thread of another process that will sleep in a system call.</summary>
internal static class Sleeper
{
    /// <summary>Returns once it sleeps in one of the calls, as tests/Peers/waits.c names them: of a call that it only passes through nothing is to be seen.</summary>
    /// <param name="thread">Its id.</param>
    /// <param name="calls">Separated by |; none for one that does not come to rest.</param>
    public static void Await(string thread, string calls) =>
        Assert.True(calls.Length == 0 || SpinWait.SpinUntil(() => Sleeps(thread, calls.Split('|')), Watchdog.Limit), $"{thread} did not come to sleep in {calls}");

    private static bool Sleeps(string thread, string[] calls) =>
        SyscallLine.TryParse(File.ReadAllBytes($"/proc/{thread}/syscall"), out SyscallLine line) && WaitCall.Find(line.Number) is { } call && calls.Contains(call.Name);
}
