namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>A test that mounts a FUSE file system in a namespace of its own; skipped where that cannot be.</summary>
public sealed class FuseFactAttribute : FactAttribute
{
    public FuseFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/dev/fuse"))
            Skip = "needs root and /dev/fuse, to mount a file system that does not answer";
    }
}
