using System.Globalization;

namespace Causeway;

/// <summary>What /proc/ID/status says of a thread.</summary>
internal static class ProcStatus
{
    /// <summary>The value of a line, such as <c>Tgid</c>; null where the thread is no more.</summary>
    public static string? Read(int id, string key)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status")))
            {
                if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == ':')
                    return line[(key.Length + 1)..].Trim();
            }
        }
        catch (IOException)
        {
            // It is gone, or goes while it is read.
        }
        catch (UnauthorizedAccessException)
        {
            // /proc is mounted so that others' processes are not shown.
        }

        return null;
    }

    /// <summary>The same as a number; null where there is none.</summary>
    public static int? ReadNumber(int id, string key) => int.TryParse(Read(id, key), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>The process that a thread belongs to.</summary>
    public static int? ProcessOf(int threadId) => ReadNumber(threadId, "Tgid");

    /// <summary>The ids of a process's threads; none where it is no more.</summary>
    public static List<int> ThreadsOf(int processId)
    {
        List<int> ids = [];
        try
        {
            foreach (string entry in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/task")))
                ids.Add(int.Parse(Path.GetFileName(entry.AsSpan()), CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It ended while it was read.
        }

        return ids;
    }
}
