using Causeway.Sys;

namespace Causeway;

/// <summary>The path that a socket was bound to: removed once, and only while it still is that socket's.</summary>
internal sealed class BoundPath
{
    private readonly string _path;
    private readonly FileIdentity? _identity;
    private int _removed;

    private BoundPath(string path)
    {
        // Absolute: the working directory may be another one by then.
        _path = Path.GetFullPath(path);
        _identity = FileIdentity.At(_path);
    }

    /// <summary>Right after a successful bind; null where the address is no path.</summary>
    public static BoundPath? Of(UnixSocketAddress address) => address.Path is { } path ? new BoundPath(path) : null;

    /// <summary>Whether this is the file that bind(2) made.</summary>
    public bool IsThat(FileIdentity file) => file == _identity;

    /// <summary>Removes it, unless it is gone or another's.</summary>
    /// <remarks>Between the look and the removal another process could put its own socket there: nothing in the kernel joins the two.</remarks>
    public void Remove()
    {
        if (Interlocked.Exchange(ref _removed, 1) == 0 && _identity is { } mine && FileIdentity.At(_path) == mine)
            _ = LibC.unlink(_path);
    }
}
