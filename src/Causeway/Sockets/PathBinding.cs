using System.Globalization;
using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <summary>Binds a socket to an address as the options say.</summary>
internal static unsafe class PathBinding
{
    /// <summary>bind(2); answers what removes the path again, null where the address is none.</summary>
    public static BoundPath? Bind(SafeFileDescriptor socket, UnixSocketAddress address, UnixBindOptions? options)
    {
        if (address.Path is not { } path)
        {
            if (options?.Permissions is not null)
                throw new ArgumentException("Only a path has permissions: whoever shares the network namespace reaches an abstract name. Check the peer's credentials instead.", nameof(options));
            SocketCalls.Bind(socket, address);
            return null;
        }

        uint? mode = options?.Permissions is { } permissions ? Permissions.ToMode(permissions, nameof(options)) : null;

        // The path's inode gets the socket's own permissions less the umask: it starts with no more than is wanted.
        if (mode is { } wanted)
            Permissions.MakeExact(socket, path, wanted);
        BoundPath bound = BindPath(socket, address, options?.ReplaceStale == true);
        try
        {
            if (mode is { } exact)
                GiveWhatTheUmaskTook(path, bound, exact);
            return bound;
        }
        catch
        {
            bound.Remove();
            throw;
        }
    }

    private static BoundPath BindPath(SafeFileDescriptor socket, UnixSocketAddress address, bool replaceStale)
    {
        var place = PathPlace.Of(address.Path!, "bind");
        try
        {
            using FileLock? alone = replaceStale ? DirectoryLock.Take(place) : null;
            if (replaceStale)
                StalePath.Delete(address, place);
            SocketCalls.Bind(socket, address);
            return new BoundPath(place);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Through a descriptor of the file that was looked at: another that has taken its place is left as it is.</summary>
    private static void GiveWhatTheUmaskTook(string path, BoundPath bound, uint mode)
    {
        using SafeFileDescriptor file = bound.Open();
        LibC.statx_t status;
        int result = LibC.statx(file, &status);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("statx", path, error);
        if (!bound.IsThat(FileIdentity.Of(status)))
            throw BoundPath.Elsewhere(path);
        if ((status.stx_mode & 0x1FF) == mode)
            return;
        result = LibC.chmod(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}"), mode);
        error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("chmod", path, error, error == Errno.ENOENT ? "/proc is needed to give it what the umask took: mount /proc, or bind with a umask that takes nothing of it" : null);
    }
}
