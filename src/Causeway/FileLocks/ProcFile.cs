using System.Globalization;

namespace Causeway;

/// <summary>Files of /proc, which vanish with their process and may be another user's.</summary>
internal static class ProcFile
{
    /// <summary>The lines; null where it is gone or may not be read.</summary>
    public static string[]? Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a symbolic link leads; null where it is gone or may not be read.</summary>
    public static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The entries of a directory that are numbers, such as processes, threads and descriptors.</summary>
    public static IEnumerable<int> Numbers(string directory)
    {
        string[] names;
        try
        {
            names = Directory.GetFileSystemEntries(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (string name in names)
        {
            if (int.TryParse(Path.GetFileName(name.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                yield return number;
        }
    }
}
