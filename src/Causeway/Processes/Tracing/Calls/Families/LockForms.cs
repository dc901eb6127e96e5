using Causeway.Sys;
using static Causeway.CallArgument;

namespace Causeway;

/// <summary>File locks, and what else fcntl does to a descriptor of IPC.</summary>
internal static class LockForms
{
    private static readonly CallFlags s_flock = new(0xB, [("LOCK_SH", 1), ("LOCK_EX", 2), ("LOCK_UN", 8)], [("LOCK_NB", 4)]);
    private static readonly CallFlags s_kind = CallFlags.One(("F_RDLCK", 0), ("F_WRLCK", 1), ("F_UNLCK", 2));
    private static readonly CallFlags s_seals = CallFlags.Bits(("F_SEAL_SEAL", 1), ("F_SEAL_SHRINK", 2), ("F_SEAL_GROW", 4), ("F_SEAL_WRITE", 8), ("F_SEAL_FUTURE_WRITE", 0x10));
    private static readonly CallFlags s_command = CallFlags.One(
        ("F_DUPFD", 0), ("F_GETFD", 1), ("F_SETFD", 2), ("F_GETFL", 3), ("F_SETFL", 4), ("F_GETLK", 5), ("F_SETLK", 6), ("F_SETLKW", 7), ("F_SETOWN", 8), ("F_GETOWN", 9),
        ("F_SETSIG", 10), ("F_GETSIG", 11), ("F_OFD_GETLK", 36), ("F_OFD_SETLK", 37), ("F_OFD_SETLKW", 38), ("F_SETLEASE", 1024), ("F_GETLEASE", 1025),
        ("F_DUPFD_CLOEXEC", 1030), ("F_SETPIPE_SZ", 1031), ("F_GETPIPE_SZ", 1032), ("F_ADD_SEALS", 1033), ("F_GET_SEALS", 1034));

    public static CallForm[] All { get; } =
    [
        new("flock", new(73, 32), IpcMechanism.FileLock, Descriptor, Of(s_flock)),
        new("fcntl", new(72, 25), Sort, Descriptor, Of(s_command), Third),
    ];

    /// <summary>Whether a command of fcntl answers another descriptor of the same file.</summary>
    public static bool IsDuplicate(ulong command) => command is 0 or 1030;

    private static bool IsLock(ulong command) => command is (>= 5 and <= 7) or (>= 36 and <= 38) or 1024 or 1025;

    private static IpcMechanism? Sort(OpenCall call) => IsLock(call.Arguments[1]) ? IpcMechanism.FileLock : DescriptorForms.OfDescriptor(call);

    private static CallArgument Third => new(static (call, value, text) =>
    {
        ulong command = call.Arguments[1];
        if (IsLock(command) && command < 1024)
            WriteLock(call, value, text);
        else if (command == 4)
            DescriptorForms.OpenFlags.Write(value, text);
        else if (command == 1033)
            s_seals.Write(value, text);
        else
            text.AddNumber((int)value);
    });

    /// <summary>struct flock: kind, whence, start, length.</summary>
    private static void WriteLock(OpenCall call, ulong address, CallText text)
    {
        if (!call.TryRead(address, out LibC.flock_t wish))
        {
            WritePointer(address, text);
            return;
        }

        text.Add('{');
        s_kind.Write((ushort)wish.l_type, text);
        text.Add(", ").AddNumber(wish.l_start).Add(':').AddNumber(wish.l_len).Add('}');
    }
}
