namespace Causeway.Inspection.Tests.Sockets;

/// <summary>A builder that has read no process, for what is read beside them.</summary>
internal static class EmptyBuilder
{
    public static SnapshotBuilder Create() => SnapshotBuilder.Begin(new InspectionContext
    {
        Options = new InspectionOptions { ProcessIds = [], Kinds = IpcKinds.Of(IpcKind.Socket), Details = InspectionDetails.None },
        Locks = Locks.LockTable.Empty,
        Own = default,
        BootSeconds = 0,
    });
}
