using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary><c>causeway socket stat</c>.</summary>
internal static class SocketStat
{
    public static readonly Verb Verb = new("stat", ["ADDRESS"], "Shows what is bound to an address and which processes have it, without connecting.", [ObjectDescription.Json], Run)
    {
        Notes = "The processes are those whose /proc/PID/fd this user may read; state stale is a path that nobody has bound.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        string address = arguments.Operands[0];
        PathStatus? status = SocketOptions.AddressOf(address).Path is { } path ? PathStatus.Of(path) : null;
        if (status is { IsSocket: false })
            throw new IOException($"\"{address}\" is no socket");
        BoundSocket[] bound = BoundSocket.At(address);
        if (status is null && bound is [])
            throw new NothingThereException($"there is no socket {address}");
        BoundSocket? first = bound.OrderByDescending(one => one.IsListening).FirstOrDefault();
        ObjectDescription.Write(arguments.Has(ObjectDescription.Json),
            new("address", address), new("type", first?.TypeName), new("state", StateOf(first)),
            new("connections", bound.Count(one => one.IsConnected)),
            new("processes", first is null ? null : string.Join(' ', SocketHolders.Of(first.Inode))),
            new("mode", status is { } there ? Fact.Mode(there.Mode) : null), new("owner", status?.Owner), new("group", status?.Group));
        return 0;
    }

    private static string StateOf(BoundSocket? socket) => socket switch
    {
        null => "stale",
        { IsListening: true } => "listening",
        { IsConnected: true } => "connected",
        _ => "bound",
    };
}
