using System.Globalization;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Which processes have a socket open, as far as this user may see.</summary>
internal static class SocketHolders
{
    public static IEnumerable<int> Of(long inode)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int process) && Has(folder + "/fd", target))
                yield return process;
        }
    }

    private static bool Has(string folder, string target)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any(path => new FileInfo(path).LinkTarget == target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }
}
