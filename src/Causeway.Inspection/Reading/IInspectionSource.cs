namespace Causeway.Inspection;

/// <summary>One place that tells of objects, beside processes' descriptors and mappings. Runs after all processes were read; never throws for what it may not see.</summary>
internal interface IInspectionSource
{
    /// <summary>What it tells of; it is not run when none of them is wanted.</summary>
    IpcKinds Kinds { get; }

    /// <summary>Adds its objects, their ends, and what it could not see.</summary>
    void Read(SnapshotBuilder builder);
}
