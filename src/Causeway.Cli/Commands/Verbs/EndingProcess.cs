using System.Globalization;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>
/// Whether a process is about to end. The kernel marks each of its threads (PF_EXITING), closes what they had open, and only then tells the parent: who
/// finds the other end of a pipe closed learns by the mark whether the process closed it, or its end.
/// </summary>
internal static class EndingProcess
{
    /// <summary>As include/linux/sched.h has it; proc_pid_stat(5) shows the flags.</summary>
    private const uint PF_EXITING = 0x4;

    /// <summary>In /proc/PID/stat, after the name in parentheses: state, ppid, pgrp, session, tty_nr, tpgid, flags.</summary>
    private const int FlagsField = 6;

    /// <summary>Whether none of its threads is seen to live on: true as well for one that has ended, and for one that may not be looked at.</summary>
    public static bool Is(int processId)
    {
        try
        {
            return Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/task")).All(IsThread);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool IsThread(string folder)
    {
        try
        {
            string stat = File.ReadAllText(folder + "/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length <= FlagsField || (uint.Parse(fields[FlagsField], CultureInfo.InvariantCulture) & PF_EXITING) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
