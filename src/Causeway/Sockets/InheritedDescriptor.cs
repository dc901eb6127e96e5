namespace Causeway;

/// <summary>A descriptor of <see cref="SocketActivation"/>.</summary>
/// <param name="Name">Its name in LISTEN_FDNAMES; "unknown" without one.</param>
/// <param name="Descriptor">The caller's to dispose, or to give to <see cref="UnixSocketListener.FromDescriptor"/> or <see cref="UnixSocket.FromDescriptor"/>.</param>
/// <param name="UnixType">The type where it is a UNIX socket; null for any other socket, FIFO or file.</param>
/// <param name="IsUnixListener">Whether it is a UNIX socket that takes connections.</param>
public sealed record InheritedDescriptor(string Name, SafeFileDescriptor Descriptor, UnixSocketType? UnixType, bool IsUnixListener);
