using System.Globalization;

namespace Causeway;

/// <summary>What /proc/ID/status says of a process or thread.</summary>
internal static class ProcStatus
{
    /// <summary>All its lines; null where there is no such process or thread any more.</summary>
    /// <exception cref="IOException">/proc is not mounted, or the process is at its descriptor limit.</exception>
    public static string[]? TryReadLines(string path)
    {
        try
        {
            // Released while it was read: it has no threads, and what stands there of signals is 0 and says nothing.
            string[] lines = File.ReadAllLines(path);
            return FieldOf(lines, "Threads") == "0" ? null : lines;
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException || e.HResult == Errno.ESRCH.Value)
        {
            // It is not there (ENOENT), or it went between open and read (ESRCH, which the runtime hands on as it is).
            return null;
        }
    }

    /// <summary>The value of a line, such as <c>Tgid</c>; null where there is no such line.</summary>
    public static string? FieldOf(string[] lines, string key)
    {
        foreach (string line in lines)
        {
            if (line.Length > key.Length && line[key.Length] == ':' && line.StartsWith(key, StringComparison.Ordinal))
                return line[(key.Length + 1)..].Trim();
        }

        return null;
    }

    /// <summary>A set of signals: <c>SigBlk</c> and its kin.</summary>
    public static SignalSet SignalsOf(string[] lines, string key) =>
        SignalSet.OfBits(ulong.Parse(FieldOf(lines, key) ?? throw NoSignals(key), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>The kernel's /proc lacks a line about signals.</summary>
    public static PlatformNotSupportedException NoSignals(string key) => new($"/proc does not tell of signals: {key} is missing");

    /// <summary>The value of a line; null where the thread is no more, or hidden from this user.</summary>
    public static string? Read(int id, string key)
    {
        try
        {
            return TryReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status")) is { } lines ? FieldOf(lines, key) : null;
        }
        catch (IOException)
        {
            // Nothing can be read just now.
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
