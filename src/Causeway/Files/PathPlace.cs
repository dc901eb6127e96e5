using Causeway.Sys;

namespace Causeway;

/// <summary>A name in an open directory: every call about one file is made there, so that they all mean the same directory.</summary>
internal sealed class PathPlace(SafeFileDescriptor directory, string name, string display, bool ownsDirectory) : IDisposable
{
    public SafeFileDescriptor Directory { get; } = directory;

    public string Name { get; } = name;

    /// <summary>What the user calls it.</summary>
    public string Display { get; } = display;

    /// <summary>The part of the path that leads to the directory. The kernel's to follow, not to be shortened: behind a link, <c>..</c> is elsewhere.</summary>
    public string DirectoryPath => Prefix(Display) is { Length: > 0 } prefix ? prefix : ".";

    /// <summary>The place that a path leads to now; its directory is opened to look up names alone (O_PATH).</summary>
    /// <param name="path">What the user gave.</param>
    /// <param name="operation">The call that it is wanted for, for messages.</param>
    public static PathPlace Of(string path, string operation)
    {
        // A slash at the end stays with the name: it is the kernel's to refuse.
        string prefix = Prefix(path);
        SafeFileDescriptor directory = OpenDirectory(prefix.Length == 0 ? "." : prefix, LibC.O_PATH | LibC.O_DIRECTORY, operation, path);
        return new PathPlace(directory, path[prefix.Length..], path, ownsDirectory: true);
    }

    /// <summary>Opens a directory.</summary>
    public static SafeFileDescriptor OpenDirectory(string path, int flags, string operation, string display)
    {
        int descriptor = LibC.open(path, flags | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (descriptor >= 0)
            return new SafeFileDescriptor(descriptor);
        string? remedy = null;
        if (error == Errno.ENOENT && (flags & LibC.O_NOFOLLOW) == 0)
            remedy = "the directory that it is to be in does not exist";
        else if (error == Errno.ENOTDIR && (flags & LibC.O_NOFOLLOW) != 0)
            remedy = "a symbolic link is not followed here: open the directory that it leads to";
        throw SyscallFailure.Opening(operation, display, error, remedy);
    }

    /// <summary>Which file is there, a symbolic link itself included; null where there is none that can be seen.</summary>
    public unsafe FileIdentity? Look()
    {
        LibC.statx_t status;
        return LibC.statx(Directory, Name, &status) == 0 ? FileIdentity.Of(status) : null;
    }

    public void Dispose()
    {
        if (ownsDirectory)
            Directory.Dispose();
    }

    private static string Prefix(string path) => path[..(path.TrimEnd('/').LastIndexOf('/') + 1)];
}
