namespace Causeway.Cli;

/// <summary>A new directory that only this user can look into, for what is found by path; removed with all that is in it.</summary>
/// <param name="user">Who needs it, a part of its name: tour or bench.</param>
internal sealed class PrivateDirectory(string user) : IDisposable
{
    private readonly DirectoryInfo _directory = Create(user);

    /// <summary>A path in it.</summary>
    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose()
    {
        if (_directory.Exists)
            _directory.Delete(recursive: true);
    }

    private static DirectoryInfo Create(string user)
    {
        try
        {
            return Directory.CreateTempSubdirectory($"causeway-{user}-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The runtime's message names no path.
            throw new DirectoryNotFoundException(
                $"{Path.GetTempPath()}: no directory could be made there ({e.Message.TrimEnd('.')}); name a folder that you can write to in TMPDIR", e);
        }
    }
}
