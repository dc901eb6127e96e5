using System.Runtime.CompilerServices;

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
}
