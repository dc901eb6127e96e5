using Causeway.Sys;

namespace Causeway;

/// <summary>The flags of open(2) and mmap(2) that belong to what a mapping is for.</summary>
internal static class MappingFlags
{
    private const MappingProtection AllProtections = MappingProtection.ReadWrite | MappingProtection.Execute;

    /// <summary>How a file is opened for this access.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither Read nor ReadWrite.</exception>
    public static int ToOpen(FileAccess access) => access switch
    {
        FileAccess.Read => LibC.O_RDONLY,
        FileAccess.ReadWrite => LibC.O_RDWR,
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "Read, or ReadWrite: memory that is only written cannot be mapped."),
    };

    /// <summary>How a file is opened to be mapped so. A private mapping only reads it, and a shared one is mapped through a descriptor that can read.</summary>
    public static int ToOpen(MappingOptions options) =>
        options.Sharing == MappingSharing.Shared && options.Protection.HasFlag(MappingProtection.Write) ? LibC.O_RDWR : LibC.O_RDONLY;

    /// <summary>The protection for this access.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither Read nor ReadWrite.</exception>
    public static MappingProtection ToProtection(FileAccess access) =>
        ToOpen(access) == LibC.O_RDONLY ? MappingProtection.Read : MappingProtection.ReadWrite;

    /// <summary>The protection as the kernel's number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Something beside read, write and execute.</exception>
    public static int ToProtection(MappingProtection protection) => (protection & ~AllProtections) == MappingProtection.None
        ? (int)protection
        : throw new ArgumentOutOfRangeException(nameof(protection), protection, "Read, Write and Execute, or None.");

    /// <summary>The flag for this sharing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a sharing.</exception>
    public static int ToFlag(MappingSharing sharing) => sharing switch
    {
        MappingSharing.Shared => LibC.MAP_SHARED,
        MappingSharing.Private => LibC.MAP_PRIVATE,
        _ => throw new ArgumentOutOfRangeException(nameof(sharing), sharing, "Shared or Private."),
    };
}
