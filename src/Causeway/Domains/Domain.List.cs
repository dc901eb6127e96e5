using Causeway.Domains;
using Causeway.Sys;

namespace Causeway;

/// <content>What there is, and taking it away.</content>
public sealed partial class Domain
{
    /// <summary>The files of the domain, by name, with who takes part in each object, alive or dead.</summary>
    /// <remarks>
    /// Looks without taking part, and stops nobody: what it says may be past already. What is no object, of another version or not
    /// readable is listed with the problem. Left out: names that begin with a dot, which are the domain's own (doorbells).
    /// </remarks>
    /// <returns>Nothing where the directory does not exist yet.</returns>
    /// <exception cref="UnauthorizedAccessException">The directory is not this user's.</exception>
    public IReadOnlyList<NamedObjectEntry> List()
    {
        using SafeFileDescriptor? directory = TryOpenDirectory();
        List<NamedObjectEntry> entries = [];
        if (directory is null)
            return entries;
        foreach (string name in Names(visible: true))
        {
            if (ObjectListing.Look(directory, name, PathOf(name)) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>One object of the domain, as <see cref="List"/> shows it.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>null where there is none of that name.</returns>
    /// <exception cref="ArgumentException">No object can have that name.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not this user's.</exception>
    public NamedObjectEntry? Find(string name)
    {
        ObjectName.ThrowIfInvalid(name);
        using SafeFileDescriptor? directory = TryOpenDirectory();
        return directory is null ? null : ObjectListing.Look(directory, name, PathOf(name));
    }

    /// <summary>Removes the name. The object lives on for those who have it; who opens the name next makes a new one.</summary>
    /// <param name="name">The object's name, or that of any file there that could be one.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">No object can have that name.</exception>
    /// <exception cref="SyscallException">EPERM: another user's, in a sticky directory. EROFS. EISDIR.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: not allowed to read and write it, or the directory is not this user's.</exception>
    public bool TryDelete(string name)
    {
        ObjectName.ThrowIfInvalid(name);
        using SafeFileDescriptor? directory = TryOpenDirectory();
        return directory is not null && ObjectRemoval.TryRemove(directory, name, PathOf(name));
    }

    /// <summary>Removes the name. The object lives on for those who have it; who opens the name next makes a new one.</summary>
    /// <inheritdoc cref="TryDelete" path="/param"/>
    /// <exception cref="ArgumentException">No object can have that name.</exception>
    /// <exception cref="SyscallException">ENOENT: there is none of that name. EPERM: another user's, in a sticky directory. EROFS. EISDIR.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: not allowed to read and write it, or the directory is not this user's.</exception>
    public void Delete(string name)
    {
        if (!TryDelete(name))
            throw SyscallFailure.Create("unlink", PathOf(name), Errno.ENOENT, "there is nothing to delete");
    }

    /// <summary>Names in the directory, in order: those that could be objects', or those that begin with a dot.</summary>
    private string[] Names(bool visible) =>
    [
        .. Directory.EnumerateFileSystemEntries(Path, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
            .Select(System.IO.Path.GetFileName).OfType<string>()
            .Where(name => visible ? ObjectName.IsValid(name) : name[0] == '.')
            .Order(StringComparer.Ordinal),
    ];
}
