using System.Globalization;

namespace Causeway.TestHarness;

/// <summary>The children of a process, zombies too.</summary>
public static class ChildProcesses
{
    /// <summary>The ids of this process's, ascending.</summary>
    /// <remarks>By their parent, and not by the threads' lists of children: a thread that ends leaves its own to another one, and a look between the two sees them twice or not at all.</remarks>
    public static int[] OfThisProcess() => Of(Environment.ProcessId);

    /// <summary>The ids of a process's, ascending.</summary>
    public static int[] Of(int processId) =>
        [.. Directory.EnumerateDirectories("/proc").Select(NumberOf).OfType<int>().Where(one => ParentOf(one) == processId).Order()];

    private static int? NumberOf(string path) => int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static int ParentOf(int processId)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return 0;
        }
    }
}
