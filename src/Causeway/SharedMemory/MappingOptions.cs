namespace Causeway;

/// <summary>What of a file is mapped, and how.</summary>
public sealed record MappingOptions
{
    /// <summary>What may be done with the memory; reading and writing unless said otherwise.</summary>
    public MappingProtection Protection { get; init; } = MappingProtection.ReadWrite;

    /// <summary>Who sees what is written; shared unless said otherwise.</summary>
    public MappingSharing Sharing { get; init; } = MappingSharing.Shared;

    /// <summary>Where it begins in the file, in bytes: 0, or a multiple of the page size.</summary>
    public long Offset { get; init; }

    /// <summary>1 or more bytes; null to the file's end.</summary>
    public long? LengthBytes { get; init; }

    /// <summary>Whether every page is brought in at once (see <see cref="MemoryMapping.Populate()"/>), so that no later touch waits or fails.</summary>
    public bool Populate { get; init; }
}
