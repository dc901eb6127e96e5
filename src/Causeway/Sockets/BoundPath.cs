using Causeway.Sys;

namespace Causeway;

/// <summary>The path that a socket was bound to: removed once, and only while it still is that socket's.</summary>
/// <remarks>Its directory is held open: by then the working directory, or a link on the way, may lead elsewhere.</remarks>
internal sealed class BoundPath
{
    private readonly PathPlace _place;
    private readonly FileIdentity _identity;
    private int _removed;

    /// <summary>Right after a successful bind.</summary>
    /// <param name="place">Where the path led before; it becomes this object's own.</param>
    /// <exception cref="IOException">The path led somewhere else by then, or something else took the socket's place.</exception>
    public BoundPath(PathPlace place)
    {
        _place = place;
        _identity = place.Look() is { Type: LibC.S_IFSOCK } socket ? socket : throw Elsewhere(place.Display);
    }

    /// <summary>What to throw where another file is found in place of the socket's.</summary>
    public static IOException Elsewhere(string path) => new(
        $"bind(\"{path}\"): a directory on the way, or the socket itself, was moved or replaced while it was bound; remove what was left behind, and bind where nobody else may write");

    /// <summary>Whether this is the file that bind(2) made.</summary>
    public bool IsThat(FileIdentity file) => file == _identity;

    /// <summary>Opens the file to look at it, and nothing more.</summary>
    public SafeFileDescriptor Open()
    {
        int descriptor = LibC.openat(_place.Directory, _place.Name, LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        return descriptor >= 0 ? new SafeFileDescriptor(descriptor) : throw SyscallFailure.Opening("openat", _place.Display, error);
    }

    /// <summary>Removes it, unless it is gone or another's.</summary>
    /// <remarks>Between the look and the removal another process could put its own socket there: nothing in the kernel joins the two.</remarks>
    public void Remove()
    {
        if (Interlocked.Exchange(ref _removed, 1) != 0)
            return;
        using (_place)
        {
            if (_place.Look() == _identity)
                _ = LibC.unlinkat(_place.Directory, _place.Name, 0);
        }
    }
}
