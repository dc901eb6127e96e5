namespace Causeway;

/// <summary>How a socket is bound to a path.</summary>
public sealed class UnixBindOptions
{
    /// <summary>
    /// The permissions of the path, exactly, whatever the umask; null for 0777 less the umask. Whoever may write may connect or
    /// send (unix(7)). The path never has more than these, not for a moment. Where the umask takes some of them, /proc is needed.
    /// </summary>
    public UnixFileMode? Permissions { get; init; }

    /// <summary>
    /// Whether a path that a dead process left behind is replaced; false unless set. One that any process has open is refused
    /// with EADDRINUSE. Of several processes that replace the same path at once, one gets it (flock(2) of the directory).
    /// </summary>
    public bool ReplaceStale { get; init; }
}
