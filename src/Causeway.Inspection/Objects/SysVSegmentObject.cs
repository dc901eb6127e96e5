namespace Causeway;

/// <summary>A System V shared memory segment. Its attachments are ends of the form <see cref="IpcEndForm.Attachment"/>.</summary>
public sealed record SysVSegmentObject : SysVObject
{
    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many bytes of it are in memory, in whole pages; null without <see cref="InspectionDetails.Contents"/>, or where /proc does not tell.</summary>
    public long? ResidentBytes { get; init; }

    /// <summary>How many bytes of it are in swap space; null like <see cref="ResidentBytes"/>.</summary>
    public long? SwappedBytes { get; init; }

    /// <summary>How many attachments the kernel counts, those of processes that cannot be read too.</summary>
    public required long AttachCount { get; init; }

    /// <summary>Removed, and gone with the last attachment.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Kept from being swapped out (SHM_LOCK).</summary>
    public bool IsLocked { get; init; }

    /// <summary>Who created it. Another process may have the pid by now: <see cref="IsCreatorAlive"/>.</summary>
    public int CreatorProcessId { get; init; }

    /// <summary>
    /// Whether the creator lives: false where no process has its pid; true where one has it that is not younger than the segment's last change; null where that
    /// is not known: the process that has the pid seems to be younger, so that it is another or the clock was set, or the creator is outside of this PID namespace.
    /// </summary>
    public bool? IsCreatorAlive { get; init; }

    /// <summary>Who last attached or detached; 0 for nobody.</summary>
    public int LastProcessId { get; init; }

    /// <summary>When, to the second; null for never.</summary>
    public DateTimeOffset? LastAttach { get; init; }

    /// <summary>When, to the second; null for never.</summary>
    public DateTimeOffset? LastDetach { get; init; }
}
