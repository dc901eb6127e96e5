namespace Causeway.Messaging.Meeting;

/// <content>Those who are sent away.</content>
internal sealed partial class Reception
{
    private SafeFileDescriptor? _spare = SpareDescriptor.TryOpen();

    /// <summary>From its meeting.</summary>
    private static void SendAway(Guest guest, MeetingStatus? status)
    {
        if (guest.TryTake() || guest.IsMeetings)
            guest.SendAway(status);
    }

    /// <summary>With the spare descriptor: who connected is told why nothing comes of it, instead of waiting.</summary>
    private Departure SendAwayOne()
    {
        if (Interlocked.Exchange(ref _spare, null) is not { } spare)
        {
            _spare = SpareDescriptor.TryOpen();
            return Departure.Unknown;
        }

        spare.Dispose();
        try
        {
            if (!_socket.TryAccept(out UnixSocket? socket))
                return Departure.Nobody;
            new Guest(socket).SendAway(MeetingStatus.NoResources);
            return Departure.One;
        }
        catch (SyscallException)
        {
            // Another thread was faster with the descriptor.
            return Departure.Unknown;
        }
        finally
        {
            _spare = SpareDescriptor.TryOpen();
        }
    }

    private void SendAwayBacklog(MeetingStatus status)
    {
        try
        {
            while (_socket.TryAccept(out UnixSocket? socket))
                new Guest(socket).SendAway(status);
        }
        catch (Exception full) when (full is SyscallException or ObjectDisposedException)
        {
            // They see ECONNRESET.
        }
    }

    /// <summary>Who was sent away without a descriptor.</summary>
    private enum Departure
    {
        Nobody,
        One,

        /// <summary>There was no spare descriptor either.</summary>
        Unknown,
    }
}
