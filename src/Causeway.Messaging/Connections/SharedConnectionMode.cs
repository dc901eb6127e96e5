namespace Causeway;

/// <summary>What a <see cref="SharedConnection"/> carries.</summary>
public enum SharedConnectionMode
{
    /// <summary>Messages, each whole and contiguous, up to half the ring.</summary>
    Messages = 1,

    /// <summary>Bytes without boundaries, as a Stream or a pipe.</summary>
    Stream = 2,
}
