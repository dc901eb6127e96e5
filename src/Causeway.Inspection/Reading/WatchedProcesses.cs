namespace Causeway.Inspection;

/// <summary>Makes processes that others have a pidfd of ends of it.</summary>
internal sealed class WatchedProcesses : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.ProcessDescriptor);

    public void Read(SnapshotBuilder builder)
    {
        foreach (IpcObject one in builder.Objects)
        {
            if (one is ProcessDescriptorObject watched)
                builder.Mention(watched.Id, watched.ProcessId, IpcRole.Watched);
        }
    }
}
