using Causeway.Inspection.Changes;

namespace Causeway.Inspection.Memory;

/// <summary>FIFOs below the directories that were given, those that nobody has open too. None is opened, links are not followed.</summary>
internal sealed class DirectoryFifos : IInspectionSource
{
    private static readonly EnumerationOptions s_all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.Fifo);

    public void Read(SnapshotBuilder builder)
    {
        foreach (string directory in builder.Context.Options.Directories)
        {
            try
            {
                foreach (string path in Directory.EnumerateFiles(Path.GetFullPath(directory), "*", s_all))
                {
                    if (FolderObjects.Of(new FolderEvent(path, FolderPlace.Files, Came: true), Kinds) is { } fifo && builder.Find(fifo.Id) is null)
                        builder.Set(fifo);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                builder.Add(new BlindSpot(BlindSpotKind.Source, 0, e.Message));
            }
        }
    }
}
