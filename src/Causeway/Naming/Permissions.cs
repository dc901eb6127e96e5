using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway.Naming;

/// <summary>The permissions of an object that is being created.</summary>
internal static class Permissions
{
    /// <summary>The owner reads and writes, nobody else does anything.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode All = (UnixFileMode)0x1FF;

    /// <summary>As the number that system calls take.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Something beside read, write and execute for user, group and others.</exception>
    public static uint ToMode(UnixFileMode permissions, [CallerArgumentExpression(nameof(permissions))] string? parameter = null)
    {
        if ((permissions & ~All) != UnixFileMode.None)
            throw new ArgumentOutOfRangeException(parameter, permissions, "Only read, write and execute for user, group and others (0777 at the most).");
        return (uint)permissions;
    }

    /// <summary>Gives a new object its permissions whole (fchmod(2)): the umask has taken its share of what the creating call was told.</summary>
    public static void MakeExact(SafeFileDescriptor descriptor, string name, uint mode)
    {
        int result = LibC.fchmod(descriptor, mode);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("fchmod", name, error);
    }

    /// <summary>Gives an open file to a group (fchown(2)); null: leaves it with the one that it has.</summary>
    public static void GiveGroup(SafeFileDescriptor descriptor, string path, uint? group)
    {
        if (group is not { } id || FileStatus.Of(descriptor, path).GroupId == id)
            return;
        int result = LibC.fchown(descriptor, uint.MaxValue, id);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("fchown", path, error, $"only a member of group {id}, or root, can make objects for it");
    }
}
