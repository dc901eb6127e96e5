namespace Causeway.Inspection.Tests.Waiting;

/// <summary>A test of memory whose page faults a process has taken on, the kernel's too (userfaultfd(2)); skipped where that cannot be.</summary>
public sealed class UserFaultFactAttribute : FactAttribute
{
    public UserFaultFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/proc/sys/vm/unprivileged_userfaultfd"))
            Skip = "needs root and userfaultfd";
    }
}
