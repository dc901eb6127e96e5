using Causeway.Sys;
using static Causeway.CallArgument;

namespace Causeway;

/// <summary>Calls that any descriptor takes: what they communicate through is what the descriptor is.</summary>
internal static class DescriptorForms
{
    public static readonly CallFlags OpenFlags = new(LibC.O_RDWR | LibC.O_WRONLY,
        [("O_RDONLY", 0), ("O_WRONLY", 1), ("O_RDWR", 2)],
        [
            new("O_TMPFILE", LibC.O_TMPFILE), ("O_SYNC", 0x101000), ("O_CREAT", 0x40), ("O_EXCL", 0x80), ("O_NOCTTY", 0x100), ("O_TRUNC", 0x200),
            ("O_APPEND", 0x400), ("O_NONBLOCK", 0x800), ("O_DSYNC", 0x1000), new("O_DIRECT", LibC.O_DIRECT), new("O_DIRECTORY", LibC.O_DIRECTORY),
            new("O_NOFOLLOW", LibC.O_NOFOLLOW), ("O_CLOEXEC", 0x80000), ("O_PATH", 0x200000),
        ]);

    private static readonly CallFlags s_resolve = CallFlags.Bits(
        ("RESOLVE_NO_XDEV", 1), ("RESOLVE_NO_MAGICLINKS", 2), ("RESOLVE_NO_SYMLINKS", 4), ("RESOLVE_BENEATH", 8), ("RESOLVE_IN_ROOT", 0x10), ("RESOLVE_CACHED", 0x20));

    private static readonly CallFlags s_closeRange = CallFlags.Bits(("CLOSE_RANGE_UNSHARE", 2), ("CLOSE_RANGE_CLOEXEC", 4));

    public static CallForm[] All { get; } =
    [
        new("read", new(0, 63), OfDescriptor, Descriptor, Received, Long),
        new("write", new(1, 64), OfDescriptor, Descriptor, Data(2), Long),
        new("readv", new(19, 65), OfDescriptor, Descriptor, Pointer, Number),
        new("writev", new(20, 66), OfDescriptor, Descriptor, Pointer, Number),
        new("close", new(3, 57), OfDescriptor, Descriptor),
        new("close_range", new(436, 436), static _ => null, Number, Number, Of(s_closeRange)),
        new("dup", new(32, 23), OfDescriptor, Descriptor) { Result = CallResult.Descriptor },
        new("dup2", new(33, -1), OfDescriptor, Descriptor, Number) { Result = CallResult.Descriptor },
        new("dup3", new(292, 24), OfDescriptor, Descriptor, Number, Of(OpenFlags)) { Result = CallResult.Descriptor },
        new("open", new(2, -1), static call => OfPath(call, LibC.AT_FDCWD, call.Arguments[0]), Name, Of(OpenFlags), Mode) { Result = CallResult.Descriptor },
        new("openat", new(257, 56), static call => OfPath(call, (int)call.Arguments[0], call.Arguments[1]), DirectoryDescriptor, Name, Of(OpenFlags), Mode) { Result = CallResult.Descriptor },
        new("openat2", new(437, 437), static call => OfPath(call, (int)call.Arguments[0], call.Arguments[1]), DirectoryDescriptor, Name, How, Long) { Result = CallResult.Descriptor },
    ];

    /// <summary>struct open_how.</summary>
    private static CallArgument How => new(static (call, value, text) =>
    {
        if (!call.TryRead(value, out (ulong Flags, ulong Mode, ulong Resolve) how))
        {
            WritePointer(value, text);
            return;
        }

        text.Add("{flags=");
        OpenFlags.Write(how.Flags, text);
        text.Add(", mode=").AddOctal(how.Mode).Add(", resolve=");
        s_resolve.Write(how.Resolve, text);
        text.Add('}');
    });

    public static IpcMechanism? OfDescriptor(OpenCall call) => call.DescriptorOf((int)call.Arguments[0]).Mechanism;

    /// <summary>A FIFO, and what shm_open and sem_open open.</summary>
    private static IpcMechanism? OfPath(OpenCall call, int directory, ulong address)
    {
        if (call.ReadString(address) is not { Length: > 0 } path)
            return null;
        if (path.StartsWith("/dev/shm/", StringComparison.Ordinal))
            return IpcMechanism.SharedMemory;
        string from = path[0] == '/' ? $"/proc/{call.Thread.ProcessId}/root"
            : directory == LibC.AT_FDCWD ? $"/proc/{call.Thread.ProcessId}/cwd/" : $"/proc/{call.Thread.ProcessId}/fd/{directory}/";
        return DescriptorNames.IsFifo(from + path) ? IpcMechanism.Fifo : null;
    }
}
