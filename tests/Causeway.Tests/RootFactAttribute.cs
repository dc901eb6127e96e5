namespace Causeway.Tests;

/// <summary>A test that starts a process as another user, which only root can; skipped for anybody else.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "needs root, to start a process as another user";
    }
}
