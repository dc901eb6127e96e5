namespace Causeway;

/// <summary>Where a FIFO is: a path, or a name in a directory that is held open.</summary>
/// <remarks>
/// A path is looked up from its start each time: who may rename one of its directories, or put a symbolic link in its
/// place, decides where it leads. A name in an open directory (<see cref="In"/>) stays in that very directory, whatever
/// becomes of the path to it. The FIFO's own name is never followed if it is a symbolic link.
/// </remarks>
public readonly record struct FifoPath
{
    private readonly string? _path;
    private readonly SafeFileDescriptor? _directory;

    private FifoPath(string path, SafeFileDescriptor? directory)
    {
        _path = path;
        _directory = directory;
    }

    /// <summary>A path, as <see cref="FromPath"/> takes it.</summary>
    public static implicit operator FifoPath(string path) => FromPath(path);

    /// <summary>A path, absolute or from the working directory.</summary>
    /// <exception cref="ArgumentException">It is empty or holds a NUL.</exception>
    public static FifoPath FromPath(string path)
    {
        KernelPath.Check(path);
        return new FifoPath(path, directory: null);
    }

    /// <summary>A name in a directory.</summary>
    /// <param name="directory">Held open by the caller, for example with <see cref="Fifo.OpenDirectory"/>.</param>
    /// <param name="name">One part of a path.</param>
    /// <exception cref="ArgumentException">The name is empty, is <c>.</c> or <c>..</c>, or holds a slash or a NUL.</exception>
    public static FifoPath In(SafeFileDescriptor directory, string name)
    {
        ArgumentNullException.ThrowIfNull(directory);
        KernelPath.Check(name, nameof(name));
        if (name is "." or ".." || name.Contains('/', StringComparison.Ordinal))
            throw new ArgumentException($"\"{name}\" leads out of the directory: give the name of what is in it.", nameof(name));
        return new FifoPath(name, directory);
    }

    /// <summary>The path, or the name in the directory.</summary>
    public override string ToString() => _path ?? "";

    /// <summary>Its directory, opened if need be, and its name there.</summary>
    /// <param name="operation">The call that it is wanted for, for messages.</param>
    internal PathPlace Resolve(string operation)
    {
        KernelPath.Check(_path);
        return _directory is null ? PathPlace.Of(_path, operation) : new PathPlace(_directory, _path, _path, ownsDirectory: false);
    }
}
