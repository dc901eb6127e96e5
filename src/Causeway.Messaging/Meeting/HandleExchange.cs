using System.Threading.Channels;

namespace Causeway.Messaging.Meeting;

/// <summary>The handles of one connection on their way: those that came and nobody took, and how many more may be sent.</summary>
/// <remarks>
/// <code>
/// // sender                                receiver
/// // credit (16 at first, else waits)
/// // 'H' + note + SCM_RIGHTS  ──────────►  waits to be taken; a 17th breaks the protocol
/// //                          ◄──────────  'A' when it is taken
/// </code>
/// So a peer can make this process hold 16 descriptors at the most. Made when the first handle is sent, received or awaited.
/// </remarks>
internal sealed class HandleExchange
{
    /// <summary>How many are on their way at the most.</summary>
    public const int MaxOutstanding = 16;

    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();
    private readonly Channel<bool> _credits = Channel.CreateBounded<bool>(MaxOutstanding);
    private int _untaken;

    public HandleExchange()
    {
        for (int i = 0; i < MaxOutstanding; i++)
            _credits.Writer.TryWrite(true);
    }

    /// <summary>Those that came.</summary>
    public ChannelReader<Arrival> Arrivals => _arrivals.Reader;

    /// <summary>One for each that may be sent.</summary>
    public ChannelReader<bool> Credits => _credits.Reader;

    /// <summary>One came.</summary>
    /// <param name="descriptor">null: there was no room for it here (EMFILE).</param>
    /// <param name="note">What was said with it.</param>
    /// <returns>False: the peer had no credit for it.</returns>
    public bool TryAdd(SafeFileDescriptor? descriptor, byte[] note)
    {
        if (Interlocked.Increment(ref _untaken) > MaxOutstanding)
            return false;
        if (!_arrivals.Writer.TryWrite(new Arrival(descriptor, note)))
            descriptor?.Dispose();
        return true;
    }

    /// <summary>One was taken. Before the peer is told, which may send the next at once.</summary>
    public void Taken() => Interlocked.Decrement(ref _untaken);

    /// <summary>The peer took one, or one was not sent after all.</summary>
    /// <returns>False: none was on its way.</returns>
    public bool TryReturnCredit() => _credits.Writer.TryWrite(true) || _credits.Reader.Completion.IsCompleted;

    /// <summary>No more will come or go. What came is still to be taken.</summary>
    public void End()
    {
        _arrivals.Writer.TryComplete();
        _credits.Writer.TryComplete();
        while (_credits.Reader.TryRead(out _))
        {
            // What is left of it would let one more be sent.
        }
    }

    /// <summary>Closes what nobody took.</summary>
    public void Discard()
    {
        End();
        while (_arrivals.Reader.TryRead(out Arrival arrival))
            arrival.Descriptor?.Dispose();
    }

    /// <summary>One that came.</summary>
    internal readonly record struct Arrival(SafeFileDescriptor? Descriptor, byte[] Note);
}
