namespace Causeway;

/// <summary>One file of a domain as <see cref="Domain.List"/> found it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SizeBytes">The size of the file.</param>
/// <param name="Permissions">Who may take part.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Details">What the object is like; null where the file could not be read as an object.</param>
/// <param name="Problem">Why not, in half a sentence that follows the name; null where it could.</param>
public sealed record NamedObjectEntry(string Name, long SizeBytes, UnixFileMode Permissions, uint UserId, uint GroupId, NamedObjectDetails? Details, string? Problem);
