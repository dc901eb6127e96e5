namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>What a process has to do with a channel: all its ends of it in one.</summary>
/// <param name="Process">Whose.</param>
/// <param name="Flow">Write: from the process to the channel; read: from the channel to the process.</param>
/// <param name="IsUse">Whether it has it now; if not, the object only remembers the process.</param>
/// <param name="Words">By what: descriptors and roles.</param>
internal sealed record ChannelLink(InspectedProcess Process, IpcAccess Flow, bool IsUse, string Words)
{
    public bool Writes => Flow.HasFlag(IpcAccess.Write);

    public bool Reads => Flow.HasFlag(IpcAccess.Read);

    /// <summary>Of the ends that one process has of a channel.</summary>
    public static ChannelLink Of(IEnumerable<IpcEnd> ends)
    {
        List<IpcEnd> all = [.. ends];
        IpcAccess flow = all.Aggregate(IpcAccess.None, static (sum, end) => sum | FlowOf(end));
        return new ChannelLink(all[0].Process, flow, all.Exists(IsUseOf), WordsOf(all));
    }

    private static bool IsUseOf(IpcEnd end) => end.Form != IpcEndForm.Mention || end.Role is IpcRole.Holder or IpcRole.Waiter or IpcRole.Registered or IpcRole.Watched;

    private static IpcAccess FlowOf(IpcEnd end) => end.Role switch
    {
        IpcRole.Holder or IpcRole.LastSender or IpcRole.Watched => IpcAccess.Write,
        IpcRole.Waiter or IpcRole.LastUser or IpcRole.Registered => IpcAccess.Read,
        IpcRole.Creator => IpcAccess.None,
        _ when end.Object.Kind == IpcKind.ProcessDescriptor => IpcAccess.Read,
        _ => end.Access,
    };

    private static string WordsOf(List<IpcEnd> ends)
    {
        const int Most = 4;
        int[] descriptors = [.. ends.Where(static end => end.Descriptor >= 0).Select(static end => end.Descriptor).Distinct().Order()];
        string more = descriptors.Length > Most ? ",..." : "";
        return string.Join(", ",
        [
            .. descriptors is [] ? Array.Empty<string>() : [$"fd {string.Join(',', descriptors.Take(Most))}{more}"],
            .. ends.Where(static end => end.Form is IpcEndForm.Mapping or IpcEndForm.Attachment).Select(static end => end.Form == IpcEndForm.Mapping ? "mapped" : "attached").Distinct(),
            .. ends.Select(static end => RoleOf(end.Role)).OfType<string>().Distinct(),
        ]);
    }

    private static string? RoleOf(IpcRole role) => role switch
    {
        IpcRole.Listener => "listens",
        IpcRole.Holder => "holds",
        IpcRole.Waiter => "waits",
        IpcRole.Creator => "creator",
        IpcRole.LastSender => "last sender",
        IpcRole.LastUser => "last user",
        IpcRole.Registered => "is notified",
        IpcRole.Watched => "is watched",
        IpcRole.Connector => "connected",
        IpcRole.Acceptor => "accepted",
        _ => null,
    };
}
