namespace Causeway.Tests.Commands;

/// <summary>A test of a group whose leader is reaped, which only a newer kernel lets us reach.</summary>
public sealed class GroupSignalFactAttribute : FactAttribute
{
    public GroupSignalFactAttribute()
    {
        if (Environment.OSVersion.Version < new Version(6, 9))
            Skip = "needs Linux 6.9, where pidfd_send_signal reaches a process group";
    }
}
