namespace Causeway;

/// <summary>
/// Which files this process's lock objects have opened. POSIX record locks go when the process closes any descriptor of
/// the file, so that an object with such locks must be the only one that opened it.
/// </summary>
/// <remarks>An open file keeps its inode: no other file can have its identity while it stands here.</remarks>
internal static class LockedFiles
{
    private static readonly Dictionary<FileIdentity, Users> s_files = [];
    private static int s_posix;

    /// <summary>Held from the look at a file until it is opened and noted.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>Whether any file is open for POSIX record locks. Under the gate.</summary>
    public static bool HasPosix => s_posix > 0;

    /// <summary>Whether one more user would neither take locks away nor share them unawares.</summary>
    /// <param name="file">Which file.</param>
    /// <param name="posix">Whether it is for POSIX record locks.</param>
    /// <param name="closes">Whether it closes a descriptor in the end: one that is borrowed does not.</param>
    public static bool Allows(FileIdentity file, bool posix, bool closes)
    {
        lock (Gate)
        {
            Users users = s_files.GetValueOrDefault(file);
            return posix ? users is { Posix: 0, Closing: 0 } : !closes || users.Posix == 0;
        }
    }

    /// <summary>Notes one more user, if it is allowed.</summary>
    /// <inheritdoc cref="Allows"/>
    public static bool TryEnter(FileIdentity file, bool posix, bool closes)
    {
        lock (Gate)
        {
            if (!Allows(file, posix, closes))
                return false;
            Change(file, posix, closes, 1);
            return true;
        }
    }

    /// <summary>Forgets one.</summary>
    public static void Leave(FileIdentity file, bool posix, bool closes)
    {
        lock (Gate)
            Change(file, posix, closes, -1);
    }

    private static void Change(FileIdentity file, bool posix, bool closes, int change)
    {
        s_posix += posix ? change : 0;
        Users users = s_files.GetValueOrDefault(file).With(posix, closes, change);
        if (users == default)
            s_files.Remove(file);
        else
            s_files[file] = users;
    }

    /// <summary>How many objects.</summary>
    /// <param name="Posix">For POSIX record locks: one at the most.</param>
    /// <param name="Closing">For other locks, with a descriptor of their own.</param>
    private readonly record struct Users(int Posix, int Closing)
    {
        public Users With(bool posix, bool closes, int change) =>
            posix ? this with { Posix = Posix + change } : closes ? this with { Closing = Closing + change } : this;
    }
}
