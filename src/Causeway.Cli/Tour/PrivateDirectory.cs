namespace Causeway.Cli.Tour;

/// <summary>A new directory that only this user can look into, for what a station finds by path; removed with all that is in it.</summary>
internal sealed class PrivateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Create();

    /// <summary>A path in it.</summary>
    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose()
    {
        if (_directory.Exists)
            _directory.Delete(recursive: true);
    }

    private static DirectoryInfo Create()
    {
        try
        {
            return Directory.CreateTempSubdirectory("causeway-tour-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The runtime's message names no path.
            throw new DirectoryNotFoundException(
                $"{Path.GetTempPath()}: no directory could be made there ({e.Message.TrimEnd('.')}); name a folder that you can write to in TMPDIR", e);
        }
    }
}
