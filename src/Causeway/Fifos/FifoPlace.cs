namespace Causeway;

/// <summary>A name in an open directory: every call about one FIFO is made there, so that they all mean the same directory.</summary>
internal sealed class FifoPlace(SafeFileDescriptor directory, string name, string display, bool ownsDirectory) : IDisposable
{
    public SafeFileDescriptor Directory { get; } = directory;

    public string Name { get; } = name;

    /// <summary>What the user calls it.</summary>
    public string Display { get; } = display;

    public void Dispose()
    {
        if (ownsDirectory)
            Directory.Dispose();
    }
}
