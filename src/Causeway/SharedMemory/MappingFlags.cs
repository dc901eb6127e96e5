using Causeway.Sys;

namespace Causeway;

/// <summary>The flags of open(2) and mmap(2) that belong to what a mapping is for.</summary>
internal static class MappingFlags
{
    /// <summary>How a file is opened for this access.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither Read nor ReadWrite.</exception>
    public static int ToOpen(FileAccess access) => access switch
    {
        FileAccess.Read => LibC.O_RDONLY,
        FileAccess.ReadWrite => LibC.O_RDWR,
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "Read, or ReadWrite: memory that is only written cannot be mapped."),
    };

    /// <summary>The protection for this access.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither Read nor ReadWrite.</exception>
    public static int ToProtection(FileAccess access) =>
        ToOpen(access) == LibC.O_RDONLY ? LibC.PROT_READ : LibC.PROT_READ | LibC.PROT_WRITE;

    /// <summary>The flag for this sharing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a sharing.</exception>
    public static int ToFlag(MappingSharing sharing) => sharing switch
    {
        MappingSharing.Shared => LibC.MAP_SHARED,
        MappingSharing.Private => LibC.MAP_PRIVATE,
        _ => throw new ArgumentOutOfRangeException(nameof(sharing), sharing, "Shared or Private."),
    };
}
