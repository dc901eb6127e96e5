using System.Text;
using Causeway.Sys;

namespace Causeway;

/// <summary>Files of /proc, which vanish with their process and may be another user's.</summary>
internal static class ProcFile
{
    private const int PageSize = 4096;

    /// <summary>The lines; null where it is gone or may not be read.</summary>
    public static string[]? Lines(string path)
    {
        try
        {
            return Read(path, out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The lines. (The runtime's own methods would lock the file to read it, and be listed.)</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="pages">In how many pieces the kernel gave them: each is of one moment.</param>
    public static unsafe string[] Read(string path, out int pages)
    {
        int number = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
            throw SyscallFailure.Opening("open", path, error);
        using SafeFileDescriptor file = new(number);
        byte[] bytes = new byte[PageSize];
        int count = 0;
        for (pages = 0; ; pages++)
        {
            if (bytes.Length - count < PageSize)
                Array.Resize(ref bytes, bytes.Length * 2);
            nint read;
            fixed (byte* rest = &bytes[count])
                read = LibC.read(file, rest, (nuint)(bytes.Length - count), out error);
            if (read < 0)
                throw SyscallFailure.Create("read", path, error);
            if (read == 0)
                return Encoding.UTF8.GetString(bytes, 0, count).TrimEnd('\n').Split('\n');
            count += (int)read;
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
}
