using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const short POSIX_SPAWN_SETPGROUP = 0x02;
    public const short POSIX_SPAWN_SETSIGDEF = 0x04;
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;
    public const short POSIX_SPAWN_SETSID = 0x80;

    /// <summary>Room for posix_spawnattr_t, opaque to us.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 336)]
    public struct posix_spawnattr_t
    {
        [FieldOffset(0)] private readonly long _aligned;
    }

    /// <summary>Room for posix_spawn_file_actions_t, opaque to us.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    public struct posix_spawn_file_actions_t
    {
        [FieldOffset(0)] private readonly long _aligned;
    }

    /// <summary>posix_spawn(3). Like its whole family it answers the error instead of setting errno.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn(int* processId, byte* path, posix_spawn_file_actions_t* actions,
        posix_spawnattr_t* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_init(posix_spawnattr_t* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_destroy(posix_spawnattr_t* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setflags(posix_spawnattr_t* attributes, short flags);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setpgroup(posix_spawnattr_t* attributes, int group);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigmask(posix_spawnattr_t* attributes, sigset_t* mask);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigdefault(posix_spawnattr_t* attributes, sigset_t* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_init(posix_spawn_file_actions_t* actions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t* actions);

    /// <summary>Equal numbers clear close-on-exec in the child.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t* actions, int descriptor, int target);

    /// <summary>Closing a number that is not open is no error in the child.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t* actions, int descriptor);

    /// <summary>Opens a file in the child as a number; the path is copied.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t* actions, byte* path);

    /// <summary>Whether the C library can close everything from a number on in a child: glibc 2.34 can, musl cannot. Tests turn it off.</summary>
    public static bool HasClosefrom { get; set; } = Export("posix_spawn_file_actions_addclosefrom_np") != 0;

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t* actions, int from);
}
