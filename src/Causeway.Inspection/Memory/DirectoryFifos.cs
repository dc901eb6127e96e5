using Causeway.Inspection.Changes;
using Causeway.Inspection.Mounts;

namespace Causeway.Inspection.Memory;

/// <summary>FIFOs below the directories that were given, those that nobody has open too. None is opened, links are not followed.</summary>
internal sealed class DirectoryFifos : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.Fifo);

    public void Read(SnapshotBuilder builder)
    {
        foreach (string directory in builder.Context.Options.Directories.Select(Path.GetFullPath))
        {
            if (FileWalk.ErrorOf(directory) is var error && error != default)
                builder.Add(new BlindSpot(BlindSpotKind.Source, 0, FileWalk.IsMissing(error) ? $"there is no directory {directory}" : $"{directory} is not looked into: {error.Name}, {error.Meaning}{ProcessBlindSpots.Remedy}"));
            foreach (string path in FileWalk.Under(directory, skipped => builder.Add(new BlindSpot(BlindSpotKind.Source, 0, $"{skipped} is not looked into: its file system may not answer"))))
            {
                if (FolderObjects.Of(new FolderEvent(path, FolderPlace.Files, Came: true), Kinds) is { } fifo && builder.Find(fifo.Id) is null)
                    builder.Set(fifo);
            }
        }
    }
}
