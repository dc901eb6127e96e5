using System.Globalization;

namespace Causeway.Samples.SysVFiles;

/// <summary>A process by its number and the moment it started: the number alone may be another's by tomorrow.</summary>
internal readonly record struct ClientProcess(int Id, string Started)
{
    /// <summary>The process that has the number now; where none has, one that has ended.</summary>
    public static ClientProcess Of(int id) => new(id, ReadStarted(id) ?? "");

    /// <summary>Whether it has ended for certain. What cannot be read counts as alive; what /proc hides (hidepid, another PID namespace) does not.</summary>
    public bool HasEnded => ReadStarted(Id) != Started;

    /// <summary>
    /// Field 22 of /proc/PID/stat; null where the process has ended, reaped or not: state Z or X with no thread but the first,
    /// which may have ended before the others.
    /// </summary>
    private static string? ReadStarted(int id)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));

            // The name, second and in parentheses, may hold anything.
            string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" && fields[17] is "0" or "1" ? null : fields[19];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || e is IOException { HResult: 3 })
        {
            return null;
        }
    }
}
