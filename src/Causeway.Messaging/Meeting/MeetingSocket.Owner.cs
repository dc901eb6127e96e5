namespace Causeway.Messaging.Meeting;

/// <content>What keeps it alive.</content>
internal sealed partial class MeetingSocket
{
    /// <summary>What the reactor knows of the meeting: held only while somebody awaits.</summary>
    private sealed class Owner(MeetingSocket meeting)
    {
        private readonly WeakReference<MeetingSocket> _weak = new(meeting);
        private readonly Lock _gate = new();
        private MeetingSocket? _held;
        private int _holds;

        public MeetingSocket? Target => _weak.TryGetTarget(out MeetingSocket? target) ? target : null;

        public void Hold(MeetingSocket meeting)
        {
            lock (_gate)
            {
                _holds++;
                _held = meeting;
            }
        }

        public void Release()
        {
            lock (_gate)
            {
                if (--_holds == 0)
                    _held = null;
            }
        }
    }
}
