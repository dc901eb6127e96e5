namespace Causeway;

/// <summary>Who sees what is written to a mapping.</summary>
public enum MappingSharing
{
    /// <summary>Everyone who maps the same file, and the file itself (MAP_SHARED).</summary>
    Shared,

    /// <summary>This process alone: what it writes is copied first (MAP_PRIVATE).</summary>
    Private,
}
