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

    public static bool IsDead(long processId) => Of(processId) is 'Z' or 'X' or 'x';

    public static bool IsStopped(long processId) => Of(processId) == 'T';
}
