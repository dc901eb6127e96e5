using Causeway.Domains;

namespace Causeway;

/// <content>Taking away what only the dead hold.</content>
public sealed partial class Domain
{
    /// <summary>Removes the objects in which nobody takes part and whose last user died, and what else the dead left: doorbells, and sockets of connections.</summary>
    /// <remarks>
    /// Safe at any time and by several at once: an object goes only while the lock bytes of all its cells are held, so that nobody lives in it and nobody
    /// can join. An object that its last user left in good order stays, whoever died in it before: it may be meant to. One whose creator died before anybody took part goes. So do files of other versions. Who is
    /// refused by one object goes on with the next.
    /// </remarks>
    /// <exception cref="UnauthorizedAccessException">The directory is not this user's.</exception>
    public DomainCollection Collect()
    {
        using SafeFileDescriptor? directory = TryOpenDirectory();
        if (directory is null)
            return new DomainCollection([], 0);
        List<string> objects = [];
        foreach (string name in Names(visible: true))
        {
            if (TryCollect(directory, name))
                objects.Add(name);
        }

        return new DomainCollection(objects, DomainRemains.Remove(directory, Path, Names(visible: false)));
    }

    /// <summary>Removes one object if nobody takes part in it and its last user died.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it was removed.</returns>
    /// <exception cref="ArgumentException">No object can have that name.</exception>
    /// <exception cref="LayoutMismatchException">What has the name is no object, or of another version.</exception>
    /// <exception cref="SyscallException">EPERM: the directory is sticky, and neither it nor the object is this user's. EROFS, ELOOP, EISDIR.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: not allowed to read and write it, or the directory is not this user's.</exception>
    public bool Collect(string name)
    {
        ObjectName.ThrowIfInvalid(name);
        using SafeFileDescriptor? directory = TryOpenDirectory();
        if (directory is null)
            return false;
        using ObjectFile? file = ObjectFile.OpenAny(this, directory, name);
        return file is not null && file.TryCollect(directory);
    }

    private bool TryCollect(SafeFileDescriptor directory, string name)
    {
        try
        {
            using ObjectFile? file = ObjectFile.OpenAny(this, directory, name);
            return file is not null && file.TryCollect(directory);
        }
        catch (Exception e) when (e is LayoutMismatchException or SyscallException or UnauthorizedAccessException)
        {
            // Somebody else's, or no object: not ours to remove.
            return false;
        }
    }
}
