using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Changes;

/// <summary>The folders that are to be watched, and which each was at the beginning. Thread-safe.</summary>
/// <remarks>
/// inotify(7) alone does not say that one is gone: one that somebody has open, or is in, is told of when that ends, and one whose parent was
/// renamed never. A folder that is watched keeps its inode: no other gets the number.
/// </remarks>
internal sealed unsafe class GivenFolders
{
    private readonly (string Path, FileIdentity? Identity)[] _folders;

    /// <summary>Before they are watched: what takes a folder's place meanwhile is not it.</summary>
    public GivenFolders(IEnumerable<string> directories) => _folders =
        [.. directories.Select(static directory => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))).Select(static path => (path, IdentityOf(path, out _)))];

    /// <summary>Whole, without a slash at the end; a link stands for what it leads to.</summary>
    public IEnumerable<string> Paths => _folders.Select(static one => one.Path);

    /// <summary>Whether the folder is one of them.</summary>
    public bool Contains(string path) => Array.Exists(_folders, one => one.Path == path);

    /// <summary>What to say where a path does not lead to its folder any more; null where all do, as far as this user may see.</summary>
    public SyscallException? FindGone()
    {
        foreach ((string path, FileIdentity? identity) in _folders)
        {
            FileIdentity? now = IdentityOf(path, out Errno error);
            if (now is null ? error == Errno.ENOENT || error == Errno.ENOTDIR : now != identity)
                return Gone(path);
        }

        return null;
    }

    /// <summary>It is not watched by its path any more.</summary>
    public static SyscallException Gone(string path) => SyscallFailure.Create("inotify", path, Errno.ENOENT, "it was removed, renamed or unmounted while it was watched");

    private static FileIdentity? IdentityOf(string path, out Errno error)
    {
        LibC.statx_t status;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return LibC.statx(LibC.AT_FDCWD, name, LibC.AT_NO_AUTOMOUNT, LibC.STATX_TYPE | LibC.STATX_INO, &status, out error) == 0 ? FileIdentity.Of(status) : null;
    }
}
