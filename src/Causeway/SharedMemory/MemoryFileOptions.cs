namespace Causeway;

/// <summary>What a <see cref="MemoryFile"/> is created like.</summary>
public sealed record MemoryFileOptions
{
    /// <summary>Whether it can be sealed (MFD_ALLOW_SEALING); true unless set. Else it has the seal <see cref="MemoryFileSeals.Seal"/> from the start.</summary>
    public bool AllowSealing { get; init; } = true;

    /// <summary>
    /// Whether it can be executed (MFD_EXEC); false unless set. A file that cannot is sealed so (MFD_NOEXEC_SEAL); kernels before 6.3
    /// only take the permission off, and <see cref="MemoryFile.Seals"/> lacks <see cref="MemoryFileSeals.Exec"/>.
    /// </summary>
    public bool Executable { get; init; }

    /// <summary>
    /// The size of its huge pages (MFD_HUGETLB), a power of two such as 2 MiB; 0 for the machine's default huge size; null,
    /// unless set, for ordinary pages. The file's size is then a multiple of it.
    /// </summary>
    public long? HugePageBytes { get; init; }
}
