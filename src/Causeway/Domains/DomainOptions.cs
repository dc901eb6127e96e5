namespace Causeway;

/// <summary>Who shares a <see cref="Domain"/>. The defaults: this user alone.</summary>
public sealed record DomainOptions
{
    /// <summary>The directory's permissions where only its user takes part: 0700.</summary>
    public const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether the directory is made where there is none; its parent must exist.</summary>
    public bool CreateIfMissing { get; init; }

    /// <summary>
    /// The permissions that a new directory gets exactly, whatever the umask, and the widest that an existing one may have. Objects get the same
    /// without execute: 0770 here makes objects of 0660. Whoever takes part needs all three: read, write and execute.
    /// </summary>
    public UnixFileMode Permissions { get; init; } = UserOnly;

    /// <summary>The group that shares the domain: an existing directory must have it, a new one and new objects get it. null: whatever it is.</summary>
    public uint? GroupId { get; init; }

    /// <summary>
    /// Whose the directory must be; null for the effective user's, or anybody's where <see cref="GroupId"/> or permissions for others say
    /// that it is shared.
    /// </summary>
    public uint? OwnerId { get; init; }
}
