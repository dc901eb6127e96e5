using Causeway.Cli.Commands;
using Causeway.Sys;
using Microsoft.Win32.SafeHandles;

namespace Causeway.Cli.Tour;

/// <summary>The file that the user names.</summary>
internal static class InputFile
{
    /// <summary>Refuses what cannot be read from its beginning once for each station.</summary>
    /// <returns>The full path.</returns>
    public static string Check(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"--input {path}: a directory; name a file");
        if (path.Length == 0)
            throw new UsageException("--input: an empty name; name a file");

        // Without O_NONBLOCK the open of a FIFO would wait for a writer.
        int descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw new UsageException(error == Errno.ENOENT ? $"--input {path}: no such file" : $"--input {path}: cannot be read ({error}, {error.Meaning})");
        using SafeFileHandle file = new(descriptor, ownsHandle: true);
        try
        {
            _ = RandomAccess.GetLength(file);
        }
        catch (NotSupportedException)
        {
            throw new UsageException($"--input {path}: a pipe or a terminal; name a file that can be read from its beginning again");
        }

        return Path.GetFullPath(path);
    }
}
