using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>Receives signals as values, on the thread or in the task that asks for them: no code of yours runs as a signal handler.</summary>
/// <remarks>
/// <para>
/// Where every thread of the process blocks the signals (started so by <see cref="ChildProcessOptions.BlockedSignals"/> or
/// <c>causeway run --block</c>) they wait in the kernel's queue and are taken from there with sender and value (signalfd(2)).
/// Elsewhere the runtime delivers them and only the signal itself is known: <see cref="HasSenderInfo"/> says which. There the
/// signal's default action is cancelled while a receiver exists, and disposing the last one gives the former disposition back.
/// </para>
/// <para>
/// Standard signals coalesce: one that is pending is not queued again. Real-time signals are queued each, and come lowest number
/// first, of one number in the order sent; where the runtime delivers them each is counted, none is lost, and the order of those that
/// came together is not kept, but for the lowest number first. At the limit of queued signals (RLIMIT_SIGPENDING) sigqueue(3) says
/// EAGAIN, and kill(2) coalesces real-time signals too.
/// </para>
/// <para>
/// Thread-safe. Several receivers of a process may have signals of their own; if they have the same one, each delivery goes to exactly
/// one of them. A signal to one thread (tgkill(2)) waits for that thread where it is blocked: only a synchronous call there takes it.
/// Disposing ends asynchronous waits, and leaves synchronous ones waiting where the signals are blocked.
/// </para>
/// </remarks>
public sealed class SignalReceiver : IDisposable
{
    private readonly SignalDescriptor? _descriptor;
    private readonly RuntimeSignalQueue? _runtime;

    /// <summary>Begins to receive. What is pending of blocked signals is received too.</summary>
    /// <param name="signals">Which, standard or real-time.</param>
    /// <exception cref="ArgumentException">None; or SIGKILL or SIGSTOP, which cannot be received; or one that belongs to the C library, the runtime or the <see cref="Interrupter"/>: the message says to whom.</exception>
    /// <exception cref="InvalidOperationException">Some of them are blocked in every thread and others are not: make a receiver of each kind. Or the process ignores one that is not blocked, as .NET does SIGPIPE.</exception>
    /// <exception cref="SyscallException">EMFILE: the process is at its descriptor limit.</exception>
    public SignalReceiver(SignalSet signals)
    {
        SignalOwners.ThrowIfNotReceivable(signals, nameof(signals));
        Signals = signals;
        ulong blocked = ThreadMasks.BlockedOf(signals).Bits;
        if (blocked == signals.Bits)
            _descriptor = new SignalDescriptor(signals);
        else if (blocked == 0)
            _runtime = new RuntimeSignalQueue(signals);
        else
            throw new InvalidOperationException($"{SignalSet.OfBits(blocked)}: blocked in every thread of this process, unlike {SignalSet.OfBits(signals.Bits & ~blocked)}; make a receiver of each kind");
    }

    /// <summary>What it receives.</summary>
    public SignalSet Signals { get; }

    /// <summary>Whether deliveries tell sender, value and cause: where every thread blocks the signals.</summary>
    public bool HasSenderInfo => _descriptor is not null;

    /// <summary>Runs continuations of asynchronous calls on the reactor's thread: faster, but they must neither block nor take long. False unless set; without effect where the runtime delivers.</summary>
    public bool InlineContinuations { get; set; }

    /// <summary>Takes one without waiting (rt_sigtimedwait(2) with no time).</summary>
    /// <returns>False: none is there.</returns>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryReceive(out ReceivedSignal signal) =>
        _descriptor is { } descriptor ? descriptor.TryTake(out signal) : _runtime!.TryTake(out signal);

    /// <summary>Takes one; waits until there is one (read(2) of the signalfd, with a timeout or a token rt_sigtimedwait(2)).</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ReceivedSignal Receive(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        bool taken = _descriptor is { } descriptor
            ? descriptor.TryTake(deadline, cancellationToken, out ReceivedSignal signal)
            : _runtime!.TryTake(deadline, cancellationToken, out signal);
        return taken ? signal : throw SyscallFailure.TimedOut("rt_sigtimedwait", Signals.ToString());
    }

    /// <summary>Takes one; completes when there is one. No thread waits (epoll(7)).</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    public ValueTask<ReceivedSignal> ReceiveAsync(CancellationToken cancellationToken = default) =>
        _descriptor is { } descriptor ? descriptor.TakeAsync(InlineContinuations, cancellationToken) : _runtime!.TakeAsync(cancellationToken);

    /// <summary>Takes one after the other, until the token is cancelled.</summary>
    /// <inheritdoc cref="ReceiveAsync" path="/exception"/>
    public async IAsyncEnumerable<ReceivedSignal> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
            yield return await ReceiveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives no more: what is pending of blocked signals stays so, what the runtime delivered and nobody took is gone.</summary>
    /// <remarks>
    /// Where the runtime delivers, a signal that is on its way to the last receiver of its kind does what it does without one, and may
    /// end the process: let the senders stop first.
    /// </remarks>
    public void Dispose()
    {
        _descriptor?.Dispose();
        _runtime?.Dispose();
    }
}
