using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Files of the kernel with numbers in them.</summary>
internal static class KernelNumbers
{
    /// <summary>Those of a setting, by its name; null where there is none.</summary>
    public static long[]? Setting(string name) => Read("/proc/sys/" + name.Replace('.', '/'));

    /// <summary>The numbers of a file with blanks between them; null where it has something else, or may not be read.</summary>
    public static long[]? Read(string path)
    {
        try
        {
            // Some are beyond what a long holds, and some may be set to less than nothing.
            return [.. Words(File.ReadAllText(path)).Select(static word => (long)Int128.Clamp(Int128.Parse(word, CultureInfo.InvariantCulture), long.MinValue, long.MaxValue))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Lines of a file; none where it may not be read, or its process is gone.</summary>
    public static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What reads a limit; null where this kernel has none.</summary>
    public static T? TryRead<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
