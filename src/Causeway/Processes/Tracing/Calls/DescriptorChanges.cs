namespace Causeway;

/// <summary>Keeps the known names of descriptors and mappings true: what closes or replaces one, and what names a socket.</summary>
internal static class DescriptorChanges
{
    /// <summary>At a call's entry and again at its exit: between them another thread may have looked the old one up, or the new one.</summary>
    public static void Note(DescriptorNames names, TracedThread thread)
    {
        TracedCall call = thread.Call;
        switch (CallForms.Find(call.Number)?.Name)
        {
            case "close":
                names.Forget(thread.ProcessId, (int)call.Arguments[0]);
                break;
            case "dup2" or "dup3":
                names.Forget(thread.ProcessId, (int)call.Arguments[1]);
                break;
            case "close_range":
                names.Forget(thread.ProcessId, (uint)call.Arguments[0], (uint)call.Arguments[1]);
                break;
            case "dup" or "fcntl" or "open" or "openat" or "openat2" when !call.IsInside && call.Error == default:
                if (call.Arguments is var arguments && (call.Number != s_fcntl || LockForms.IsDuplicate(arguments[1])))
                    names.Forget(thread.ProcessId, (int)call.Result);
                break;
            case "mmap" when !call.IsInside && call.Error == default:
                names.Mappings.Remove(thread.ProcessId, (ulong)call.Result, call.Arguments[1]);
                break;
            case "munmap" when !call.IsInside && call.Error == default:
                names.Mappings.Remove(thread.ProcessId, call.Arguments[0], call.Arguments[1]);
                break;
            case "shmdt" when !call.IsInside && call.Error == default:
                names.Mappings.Remove(thread.ProcessId, call.Arguments[0], length: 1);
                break;
        }
    }

    private static readonly long s_fcntl = CallForms.All.Single(static form => form.Name == "fcntl").Number.Value;

    /// <summary>Before the result of a bind or connect is written.</summary>
    public static void NoteAddress(DescriptorNames names, OpenCall call)
    {
        if (call.Form?.Name is not ("bind" or "connect") || call.Thread.Call.Error != default || SocketForms.NamedBy(call) is not { } address)
            return;
        names.LearnSocket(call.Thread.ProcessId, (int)call.Arguments[0], call.Form.Name == "connect" ? "to " + address : address);
    }

    /// <summary>A shared mapping was made.</summary>
    public static void NoteMapping(DescriptorNames names, OpenCall call)
    {
        if (call.Form?.Name == "mmap" && call.Thread.Call.Error == default)
            names.Mappings.Add(call.Thread.ProcessId, (ulong)call.Result, call.Arguments[1], call.Subject ?? "");
    }
}
