namespace Causeway.Inspection.Sockets;

/// <summary>Paths of UNIX sockets.</summary>
internal static class SocketFiles
{
    /// <summary>Whether nobody is bound to a socket's file, so that connecting is refused. Whoever is bound does not notice.</summary>
    /// <returns>Null where that cannot be told: the file may not be written, or it is gone.</returns>
    public static bool? IsStale(string path)
    {
        try
        {
            return StalePath.Is(UnixSocketAddress.FromPath(path));
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
