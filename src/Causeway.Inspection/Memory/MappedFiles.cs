namespace Causeway.Inspection.Memory;

/// <summary>Leaves of the files that are mapped shared those that two processes or more have so: the others are no way to talk.</summary>
internal sealed class MappedFiles : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.MappedFile);

    public void Read(SnapshotBuilder builder)
    {
        if (builder.Context.Options.ProcessIds is not null)
            return;
        Dictionary<IpcObjectId, (int Process, bool IsShared)> users = [];
        foreach (FoundEnd end in builder.Ends)
        {
            if (end.Object.Kind == IpcKind.MappedFile && (!users.TryGetValue(end.Object, out (int Process, bool IsShared) known) || (!known.IsShared && known.Process != end.ProcessId)))
                users[end.Object] = (end.ProcessId, known.Process != 0);
        }

        foreach ((IpcObjectId id, (_, bool isShared)) in users)
        {
            if (!isShared)
                builder.Remove(id);
        }
    }
}
