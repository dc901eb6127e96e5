using System.Runtime.CompilerServices;
using Causeway.Named;
using Causeway.Sys;

namespace Causeway;

/// <content>Arriving.</content>
public sealed partial class NamedBarrier
{
    /// <summary>A member of this process has ended the phase, and waits until all have.</summary>
    /// <param name="timeout">null: as long as it takes; zero: does not wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The phase that is over.</returns>
    /// <exception cref="TimeoutException">Not in time. The arrival is withdrawn, as if the member had not come yet: it may come again, or leave.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The arrival is withdrawn.</exception>
    /// <exception cref="InvalidOperationException">All members of this process have arrived already, or it has none: <see cref="AddParticipants"/>.</exception>
    /// <exception cref="ObjectDisposedException">This handle, or the last of this process, was disposed.</exception>
    public NamedBarrierPhase SignalAndWait(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        TryWait(Deadline.After(timeout), cancellationToken, out NamedBarrierPhase over) ? over : throw SyscallFailure.TimedOut("wait", Name);

    /// <summary>As <see cref="SignalAndWait"/>, with a time in which not all may arrive.</summary>
    /// <param name="timeout">How long to wait; zero: not at all.</param>
    /// <param name="over">The phase that is over.</param>
    /// <returns>False: not in time; the arrival is withdrawn.</returns>
    /// <inheritdoc cref="SignalAndWait" path="/exception[@cref='InvalidOperationException']"/>
    /// <exception cref="ObjectDisposedException">This handle, or the last of this process, was disposed.</exception>
    public bool TrySignalAndWait(TimeSpan timeout, out NamedBarrierPhase over) => TryWait(Deadline.After(timeout), CancellationToken.None, out over);

    /// <summary>As <see cref="SignalAndWait"/>, keeping no thread.</summary>
    /// <inheritdoc cref="SignalAndWait"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<NamedBarrierPhase> SignalAndWaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        int taken = Arrive(cancellationToken, out Arrived arrived);
        if (taken != 0)
            return arrived.Over(taken);
        try
        {
            taken = await _shared.WaitAsync(arrived.Phase, deadline, InlineContinuations, cancellationToken).AsNumber().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ObjectDisposedException && !Withdraw(arrived, ref taken))
        {
            // Over in the last moment: that counts.
        }

        if (taken == 0 && Withdraw(arrived, ref taken))
            throw SyscallFailure.TimedOut("wait", Name);
        return Left(arrived, taken);
    }

    private bool TryWait(Deadline deadline, CancellationToken cancellationToken, out NamedBarrierPhase over)
    {
        int taken = Arrive(cancellationToken, out Arrived arrived);
        over = arrived.Over(taken);
        if (taken != 0)
            return true;
        try
        {
            taken = _shared.Wait(arrived.Phase, deadline, cancellationToken);
        }
        catch (Exception e) when (e is not ObjectDisposedException && !Withdraw(arrived, ref taken))
        {
            // Over in the last moment: that counts.
        }

        if (taken == 0 && Withdraw(arrived, ref taken))
            return false;
        over = Left(arrived, taken);
        return true;
    }

    /// <summary>Has a member arrive, and wakes everybody if it was the last; 0: others are missing.</summary>
    private int Arrive(CancellationToken cancellationToken, out Arrived arrived)
    {
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        using HandleHold hold = new(_shared.Lease);
        long number = _shared.PhaseNumber();
        if (!_shared.TryArrive(out int phase, out int result, out Liveness.Word after))
            throw new InvalidOperationException($"This process has no member of \"{Name}\" that has yet to arrive: AddParticipants first, and let each arrive once a phase.");
        arrived = new Arrived(SharedBarrier.NumberOf(phase, number), phase);
        if (result == 0)
            return 0;
        _ = _shared.PhaseNumber();
        if (after.HasWaiters)
            _shared.Wake();
        return result;
    }

    /// <summary>Takes an arrival back; false: the phase is over, as <paramref name="taken"/> says.</summary>
    private bool Withdraw(Arrived arrived, ref int taken)
    {
        using HandleHold hold = new(_shared.Lease);
        if (_shared.TryWithdraw(arrived.Phase))
            return true;
        taken = _shared.TryTake(arrived.Phase, urgent: false);
        return false;
    }

    /// <summary>The next phase is written down before anybody of this process can end it.</summary>
    private NamedBarrierPhase Left(Arrived arrived, int taken)
    {
        using HandleHold hold = new(_shared.Lease);
        _ = _shared.PhaseNumber();
        return arrived.Over(taken);
    }

    private readonly record struct Arrived(long Number, int Phase)
    {
        public NamedBarrierPhase Over(int taken) => new(Number, taken == SharedBarrier.OverWithDeath);
    }
}
