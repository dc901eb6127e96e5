namespace Causeway;

/// <summary>What one <see cref="UnixSocket.ReceiveWithHandles"/> took. Dispose closes the descriptors that nobody took out of <see cref="Handles"/>, and <see cref="SenderProcess"/>.</summary>
public readonly record struct UnixReceived : IDisposable
{
    private readonly UnixHandles? _handles;
    private readonly UnixSocketAddress? _sender;

    /// <summary>The bytes in the buffer.</summary>
    public int Count { get; init; }

    /// <summary>The bytes of the whole message; of a stream the same as <see cref="Count"/>.</summary>
    public int MessageBytes { get; init; }

    /// <summary>Whether the buffer was too small: the rest of the message is lost, its descriptors are not.</summary>
    public bool IsTruncated => MessageBytes > Count;

    /// <summary>Whether there was nothing, because the other end closed or shut down its sending side.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The descriptors that came with it, close-on-exec.</summary>
    public UnixHandles Handles
    {
        get => _handles ?? UnixHandles.None;
        init => _handles = value;
    }

    /// <summary>
    /// Whether more descriptors were sent than asked for, or than this process may open (RLIMIT_NOFILE): those are closed. Also where
    /// no descriptor was left for <see cref="SenderProcess"/>.
    /// </summary>
    public bool HandlesTruncated { get; init; }

    /// <summary>Where a datagram came from; unnamed where its sender is not bound, and for connections.</summary>
    public UnixSocketAddress Sender
    {
        get => _sender ?? UnixSocketAddress.Unnamed;
        init => _sender = value;
    }

    /// <summary>
    /// Who sent it, checked by the kernel, where <see cref="UnixSocket.ReceivesCredentials"/> is set; else null. A message that
    /// was sent before that was set comes from process 0, user and group 65534 (/proc/sys/kernel/overflowuid).
    /// </summary>
    public UnixCredentials? Credentials { get; init; }

    /// <summary>
    /// A pidfd of the sender, where <see cref="UnixSocket.ReceivesSenderProcess"/> is set; else null. Null also where the sender is
    /// gone, and, with <see cref="HandlesTruncated"/>, where this process could open no descriptor for it (RLIMIT_NOFILE).
    /// </summary>
    public SafeFileDescriptor? SenderProcess { get; init; }

    /// <summary>Closes what was not taken.</summary>
    public void Dispose()
    {
        _handles?.Dispose();
        SenderProcess?.Dispose();
    }
}
