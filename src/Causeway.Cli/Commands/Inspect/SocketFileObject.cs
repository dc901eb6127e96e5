namespace Causeway.Cli.Commands.Inspect;

/// <summary>A socket's file. A snapshot has sockets; this is a path that no socket may be bound to any more. Its identity is the file's, with a device.</summary>
internal sealed record SocketFileObject : IpcObject
{
    /// <summary>Whether nobody is bound there, so that connecting is refused; null where that could not be told.</summary>
    public bool? IsStale { get; init; }
}
