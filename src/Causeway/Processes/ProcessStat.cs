using System.Globalization;

namespace Causeway;

/// <summary>What /proc/PID/stat says of a process (proc_pid_stat(5)).</summary>
/// <param name="Id">Its pid.</param>
/// <param name="State">One letter: T stopped, t stopped by a tracer, Z ended and not waited for.</param>
/// <param name="ParentId">Its parent.</param>
/// <param name="GroupId">Its process group.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="StartTicks">When it started, in clock ticks after boot.</param>
/// <param name="ExitWord">Of one that has ended, what wait(2) will say, and 0 to those who may not trace it.</param>
internal readonly record struct ProcessStat(int Id, char State, int ParentId, int GroupId, int SessionId, ulong StartTicks, int ExitWord)
{
    /// <summary>Ticks a second, whatever the kernel's own rate: USER_HZ of every architecture that .NET runs on.</summary>
    public const int TicksPerSecond = 100;
    private const int FieldsAfterName = 50;

    /// <summary>Whether it has ended and waits for its parent to ask.</summary>
    public bool HasEnded => State is 'Z' or 'X' or 'x';

    /// <summary>Of a process; null where there is none to be seen.</summary>
    public static ProcessStat? Of(int processId) => Read($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");

    /// <summary>All processes that can be seen.</summary>
    public static IEnumerable<ProcessStat> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Of(id) is { } process)
                yield return process;
        }
    }

    /// <summary>The threads of a process; none where there is none to be seen.</summary>
    public static IEnumerable<ProcessStat> ThreadsOf(int processId)
    {
        string[] threads;
        try
        {
            threads = Directory.GetDirectories($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/task");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !IsOfLimit(e))
        {
            yield break;
        }

        foreach (string thread in threads)
        {
            if (Read(thread + "/stat") is { } stat)
                yield return stat;
        }
    }

    private static ProcessStat? Read(string path)
    {
        try
        {
            string text = File.ReadAllText(path);

            // The name may hold anything, parentheses and spaces too.
            int name = text.LastIndexOf(')');
            if (name < 0)
                return null;
            string[] fields = text[(name + 2)..].TrimEnd('\n').Split(' ');
            if (fields.Length < FieldsAfterName)
                return null;
            return new ProcessStat(Number(text[..text.IndexOf(' ', StringComparison.Ordinal)]), fields[0][0], Number(fields[1]), Number(fields[2]), Number(fields[3]),
                ulong.Parse(fields[19], CultureInfo.InvariantCulture), Number(fields[49]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !IsOfLimit(e))
        {
            // It is gone, or hidden.
            return null;
        }
    }

    /// <summary>Whether there are no more descriptors, which says nothing of the process: the runtime's exception has errno as its HResult.</summary>
    private static bool IsOfLimit(Exception e) => e.HResult == Errno.EMFILE.Value || e.HResult == Errno.ENFILE.Value;

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
