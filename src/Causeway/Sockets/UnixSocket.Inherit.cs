namespace Causeway;

/// <content>Sockets that another process made.</content>
public sealed partial class UnixSocket
{
    /// <summary>Takes over a connected or datagram socket that this process inherited or received.</summary>
    /// <param name="descriptor">Becomes the socket's own; it is made close-on-exec.</param>
    /// <exception cref="ArgumentException">No UNIX socket, or one that listens.</exception>
    public static UnixSocket FromDescriptor(SafeFileDescriptor descriptor)
    {
        UnixSocketType type = SocketKind.Check(descriptor, listens: false);
        return new UnixSocket(descriptor, type, name: null, path: null);
    }
}
