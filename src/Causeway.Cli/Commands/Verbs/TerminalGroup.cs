using System.Globalization;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>To whom a terminal sends the signals of its keys: all of its foreground group.</summary>
internal static class TerminalGroup
{
    /// <summary>Whether a key that sent this process a signal has sent it to a child as well: both are in the foreground group.</summary>
    public static bool HasToldToo(int childId)
    {
        try
        {
            // proc_pid_stat(5), after the name in parentheses: state, ppid, pgrp, session, tty_nr, tpgid.
            string stat = File.ReadAllText("/proc/self/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int group = int.Parse(fields[2], CultureInfo.InvariantCulture);
            int foreground = int.Parse(fields[5], CultureInfo.InvariantCulture);
            return group == foreground && LibC.getpgid(childId) == group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Twice is better than not at all.
            return false;
        }
    }
}
