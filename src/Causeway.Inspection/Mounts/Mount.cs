namespace Causeway.Inspection.Mounts;

/// <summary>A mounted file system.</summary>
/// <param name="Sort">What it is.</param>
/// <param name="Device">Its device as /proc/locks and /proc/PID/maps have it; 0 where that is not told.</param>
/// <param name="IsTemporary">Whether it is a tmpfs.</param>
internal readonly record struct Mount(MountSort Sort, uint Device, bool IsTemporary = false)
{
    /// <summary>Whether asking it about a file ends for certain.</summary>
    public bool Answers => Sort is MountSort.Local or MountSort.Memory or MountSort.Queue;
}
