namespace Causeway;

/// <summary>A file is not what this version of the library, or the caller, takes it for: another kind of object, another layout, or no object.</summary>
/// <remarks>The message names the file, what was expected, what is there and what to do.</remarks>
public sealed class LayoutMismatchException : IOException
{
    internal LayoutMismatchException(string path, string found, string remedy)
        : base($"\"{path}\" {found}; {remedy}") => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
