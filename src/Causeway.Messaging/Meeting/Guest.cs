namespace Causeway.Messaging.Meeting;

/// <summary>One that has connected and is not yet accepted. The meeting takes it before it makes memory; a closing listener takes those that are left.</summary>
internal sealed class Guest(UnixSocket socket)
{
    private int _taken;

    /// <summary>Its connection. Whoever has taken the guest disposes it, or hands it on.</summary>
    public UnixSocket Socket { get; } = socket;

    /// <summary>Whether its meeting has taken it.</summary>
    public bool IsMeetings { get; private set; }

    /// <summary>Whether the caller is the one who decides what becomes of it.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>The same for its meeting.</summary>
    public bool TryTakeForMeeting() => IsMeetings = TryTake();

    /// <summary>Says no, where there is something to say, and closes.</summary>
    public void SendAway(MeetingStatus? status)
    {
        try
        {
            if (status is { } said)
                Socket.TrySend(Welcome.Refusal(said).ToBytes(), out _);
        }
        catch (Exception gone) when (gone is SyscallException or ObjectDisposedException)
        {
            // It has gone by itself, or the connection that was made has failed and closed it.
        }

        Socket.Dispose();
    }
}
