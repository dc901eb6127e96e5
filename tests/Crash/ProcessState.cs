using Causeway;

namespace Crash.Tests;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessState
{
    /// <summary>The letter of /proc/PID/stat; X where there is none any more.</summary>
    public static char Of(long processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X';
        }
    }

    /// <summary>Asked by a descriptor: looking a dying process up in /proc can keep whoever reaps it busy in the kernel.</summary>
    public static bool IsDead(long processId) => ProcessDeath.IsProven((int)processId);

    public static bool IsStopped(long processId) => Of(processId) == 'T';
}
