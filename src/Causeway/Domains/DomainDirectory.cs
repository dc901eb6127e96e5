using System.Globalization;
using Causeway.Sys;

namespace Causeway.Domains;

/// <summary>The directory of a domain: made, opened, and seen to be the right one.</summary>
/// <remarks>
/// It stands where anybody may write (/dev/shm), so another user can have been there first. What counts is looked at on the open
/// descriptor, which is not exchanged any more.
/// </remarks>
internal static unsafe class DomainDirectory
{
    private const uint PermissionBits = 0x1FF;
    private const uint WritableByGroup = 0x10;
    private const uint WritableByOthers = 0x2;

    /// <summary>Opens it, and makes it first where it is missing and the options say so.</summary>
    public static SafeFileDescriptor Open(string path, DomainOptions options)
    {
        while (true)
        {
            if (TryOpen(path, options) is { } directory)
                return directory;
            if (!options.CreateIfMissing)
                throw SyscallFailure.Opening("open", path, Errno.ENOENT, OpenRemedy(Errno.ENOENT));
            if (TryMake(path, options) is { } made)
                return Checked(made, path, options);
        }
    }

    /// <summary>Opens it; null where it is missing.</summary>
    public static SafeFileDescriptor? TryOpen(string path, DomainOptions options)
    {
        if (TryOpen(path, out Errno error) is { } directory)
            return Checked(directory, path, options);
        return error == Errno.ENOENT ? null : throw SyscallFailure.Opening("open", path, error, OpenRemedy(error));
    }

    private static SafeFileDescriptor? TryOpen(string path, out Errno error)
    {
        int number = LibC.open(path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        error = Errno.Last;
        return number < 0 ? null : new SafeFileDescriptor(number);
    }

    /// <summary>Makes it; null where another was faster, or has removed it again.</summary>
    private static SafeFileDescriptor? TryMake(string path, DomainOptions options)
    {
        int result = LibC.mkdir(path, (uint)options.Permissions);
        Errno error = Errno.Last;
        if (result != 0 && error == Errno.EEXIST)
            return null;
        if (result != 0)
            throw SyscallFailure.Opening("mkdir", path, error, MakeRemedy(error));
        if (TryOpen(path, out error) is not { } directory)
            return error == Errno.ENOENT ? null : throw SyscallFailure.Opening("open", path, error, OpenRemedy(error));
        try
        {
            // The umask has taken its share: so far the directory is too narrow at most.
            LibC.statx_t status = Look(directory, path);
            if (status.stx_uid == LibC.geteuid())
                Finish(directory, path, status, options);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static void Finish(SafeFileDescriptor directory, string path, LibC.statx_t status, DomainOptions options)
    {
        if (options.GroupId is { } group && group != status.stx_gid)
        {
            int owned = LibC.fchown(directory, uint.MaxValue, group);
            Errno failure = Errno.Last;
            if (owned != 0)
                throw SyscallFailure.Create("fchown", path, failure, $"only a member of group {group}, or root, can give it a directory");
        }

        if ((status.stx_mode & PermissionBits) != (uint)options.Permissions)
            Naming.Permissions.MakeExact(directory, path, (uint)options.Permissions);
    }

    private static SafeFileDescriptor Checked(SafeFileDescriptor directory, string path, DomainOptions options)
    {
        try
        {
            Check(Look(directory, path), path, options);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static void Check(LibC.statx_t status, string path, DomainOptions options)
    {
        uint allowed = (uint)options.Permissions;
        bool shared = options.GroupId is not null || (allowed & WritableByOthers) != 0;
        if (options.OwnerId is { } owner ? owner != status.stx_uid : !shared && status.stx_uid != LibC.geteuid())
            throw Refused(path, $"it belongs to user {status.stx_uid}, not to user {options.OwnerId ?? LibC.geteuid()}", "use another path, or say whose it is with DomainOptions.OwnerId or GroupId");
        if (options.GroupId is { } group && group != status.stx_gid)
            throw Refused(path, $"it belongs to group {status.stx_gid}, not to group {group}", $"chgrp {group} it, or make it anew");

        uint tooMany = status.stx_mode & (WritableByGroup | WritableByOthers) & ~allowed;
        if (tooMany != 0)
            throw Refused(path, $"its permissions are 0{Convert.ToString(status.stx_mode & PermissionBits, 8)}, so that {((tooMany & WritableByOthers) != 0 ? "anybody" : "its group")} may write to it", "chmod 700 it, or allow them with DomainOptions.Permissions");
    }

    private static LibC.statx_t Look(SafeFileDescriptor directory, string path)
    {
        LibC.statx_t status;
        int result = LibC.statx(directory, &status);
        Errno error = Errno.Last;
        return result == 0 ? status : throw SyscallFailure.Create("statx", path, error);
    }

    private static UnauthorizedAccessException Refused(string path, FormattableString what, string remedy) =>
        new($"domain \"{path}\": {what.ToString(CultureInfo.InvariantCulture)}; {remedy}");

    private static string? OpenRemedy(Errno error) =>
        error == Errno.ENOENT ? "make the directory, or open the domain with DomainOptions.CreateIfMissing"
        : error == Errno.ENOTDIR || error == Errno.ELOOP ? "a directory is wanted here, and a symbolic link is not followed: remove what is there, or open the directory itself"
        : error == Errno.EACCES ? "its permissions do not let this user in: whoever takes part needs read, write and execute"
        : null;

    private static string? MakeRemedy(Errno error) =>
        error == Errno.ENOENT ? "the directory that it is to be in does not exist: make that, or name another domain ($CAUSEWAY_DOMAIN)"
        : error == Errno.ENOTDIR ? "part of its path is no directory: name another domain ($CAUSEWAY_DOMAIN)"
        : error == Errno.EACCES ? "this user may not make a directory there: name another domain ($CAUSEWAY_DOMAIN)"
        : error == Errno.ENOSPC ? "the file system is full: free some of it, or name another domain ($CAUSEWAY_DOMAIN)"
        : null;
}
