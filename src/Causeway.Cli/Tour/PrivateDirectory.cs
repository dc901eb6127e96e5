namespace Causeway.Cli.Tour;

/// <summary>A new directory that only this user can look into, for what a station finds by path; removed with all that is in it.</summary>
internal sealed class PrivateDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-tour-");

    /// <summary>A path in it.</summary>
    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose()
    {
        if (_directory.Exists)
            _directory.Delete(recursive: true);
    }
}
