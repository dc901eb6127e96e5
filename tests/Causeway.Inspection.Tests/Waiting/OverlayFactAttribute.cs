namespace Causeway.Inspection.Tests.Waiting;

/// <summary>A test that mounts overlayfs in a namespace of its own; skipped where that cannot be.</summary>
public sealed class OverlayFactAttribute : FactAttribute
{
    public OverlayFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess || !File.ReadLines("/proc/filesystems").Contains("nodev\toverlay"))
            Skip = "needs root and overlayfs";
    }
}
