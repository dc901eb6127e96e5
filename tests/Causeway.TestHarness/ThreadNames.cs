namespace Causeway.TestHarness;

/// <summary>The threads of a process, by the names that the kernel has of them.</summary>
public static class ThreadNames
{
    /// <summary>Those that this library has started there.</summary>
    public static string[] OfLibrary(int processId) =>
        [.. Directory.EnumerateDirectories($"/proc/{processId}/task").Select(NameOf).OfType<string>().Where(static name => name.StartsWith("causeway", StringComparison.Ordinal))];

    private static string? NameOf(string task)
    {
        try
        {
            return File.ReadAllText(task + "/comm").Trim();
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return null;
        }
    }
}
