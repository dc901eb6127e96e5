using System.Runtime.CompilerServices;
using Causeway.MessageQueues;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Being told of a message.</content>
public sealed partial class PosixMessageQueue
{
    private PosixMessageQueueNotifier? _notifier;
    private FileIdentity? _registered;
    private bool _awaiting;
    private bool _disposed;

    /// <summary>Registers this process to be told by a signal when a message arrives in the empty queue (mq_notify(3), SIGEV_SIGNAL).</summary>
    /// <param name="signal">
    /// Which. The process must have a handler before: most signals end a process that has none. A <c>PosixSignalRegistration</c> takes
    /// the number, as in <c>(PosixSignal)10</c>; a C program gets sender and value in its siginfo (SI_MESGQ).
    /// </param>
    /// <param name="value">What comes with it (sigev_value); its lower half is C's sival_int.</param>
    /// <remarks>
    /// <para>
    /// One process at a time can be registered, once: the notification ends the registration. Only the change from empty to not empty
    /// counts, and a message that a waiting receiver takes does not. So register first, then empty the queue, then wait: what came
    /// before the registration is found by emptying, and what comes later notifies.
    /// </para>
    /// <para>The kernel ends the registration also when this process closes any descriptor of the queue, be it another object's.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">No signal, or one that cannot be received or that libc, the runtime or <see cref="Interrupter"/> own.</exception>
    /// <exception cref="SyscallException">EBUSY: a process is registered already; the message says which.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void RegisterNotification(Signal signal, nint value = 0)
    {
        signal.ThrowIfInvalid(nameof(signal));
        ThrowIfReserved(signal);
        Register(new LibC.sigevent { sigev_notify = LibC.SIGEV_SIGNAL, sigev_signo = signal.Number, sigev_value = value });
    }

    /// <summary>Registers this process without being told anything (mq_notify(3), SIGEV_NONE): nobody else can register until the next message in the empty queue.</summary>
    /// <inheritdoc cref="RegisterNotification(Signal, nint)" path="/remarks"/>
    /// <exception cref="SyscallException">EBUSY: a process is registered already; the message says which.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void RegisterNotification() => Register(new LibC.sigevent { sigev_notify = LibC.SIGEV_NONE });

    /// <summary>Ends this process's registration, whichever object made it (mq_notify(3) without a notification); nothing where there is none.</summary>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public unsafe void CancelNotification()
    {
        int result = LibC.mq_notify(_descriptor, null);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("mq_notify", Name, error);
    }

    /// <summary>Registers this process, and completes when a message arrives in the empty queue; it takes no message. No signal and no thread (mq_notify(2), epoll(7)).</summary>
    /// <param name="cancellationToken">Ends the wait and the registration.</param>
    /// <returns>
    /// True: a message arrived in the empty queue. False: the registration ended before, through <see cref="CancelNotification"/> or
    /// because this process closed another descriptor of this queue.
    /// </returns>
    /// <remarks>
    /// The process is registered when this method returns its task. Then empty the queue with <see cref="TryReceive"/>, then await:
    /// a message that was there before the registration does not complete it. One process at a time can be registered, once; for the
    /// next message call it again. A message that goes to a receiver who waits (<see cref="Receive"/>, mq_receive in C) does not complete it.
    /// </remarks>
    /// <exception cref="SyscallException">EBUSY: a process, perhaps this one, is registered already; the message says which.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; this process is registered no more.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> NotifyAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PosixMessageQueueNotifier notifier = BeginAwaiting();
        try
        {
            DescriptorWatch watch = Reactor.Shared.Watch(notifier.Socket);
            uint seen = watch.Edges(Direction.Read);
            uint number = Register(notifier);
            while (true)
            {
                try
                {
                    await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, InlineContinuations, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // A message that came before the cancellation is told all the same.
                    if (Withdraw(notifier, number))
                        return true;
                    throw;
                }

                // Ended by Dispose: that is told when the descriptors are closed, or what is registered next would end with them.
                seen = watch.Edges(Direction.Read);
                if (notifier.TryTake(number, out bool arrived) && (arrived || !Volatile.Read(ref _disposed)))
                    return arrived;
            }
        }
        finally
        {
            Volatile.Write(ref _awaiting, false);
        }
    }

    private static void ThrowIfReserved(Signal signal)
    {
        // 32 to 35: cancellation, timers and set*id of the C libraries, and how the runtime stops its threads.
        bool reserved = signal.Number is >= 32 and <= 35 || signal == Interrupter.Signal;
        if (reserved || signal.Number is 4 or 5 or 6 or 7 or 8 or 11)
            throw new ArgumentException($"{signal} belongs to the C library or the runtime: choose SIGUSR1, SIGUSR2 or a real-time signal from 36.", nameof(signal));
        if (signal == Signal.Kill || signal == Signal.Stop)
            throw new ArgumentException($"{signal} cannot be received.", nameof(signal));
    }

    private unsafe void Register(LibC.sigevent notification)
    {
        lock (PosixMessageQueueRegistrations.Gate)
        {
            Remember();
            int result = LibC.mq_notify(_descriptor, &notification);
            Errno error = Errno.Last;
            if (result != 0)
                throw NotifyFailure(error);
        }
    }

    private uint Register(PosixMessageQueueNotifier notifier)
    {
        lock (PosixMessageQueueRegistrations.Gate)
        {
            Remember();
            uint number = notifier.TryRegister(_descriptor, out Errno error);
            return number != 0 ? number : throw NotifyFailure(error);
        }
    }

    /// <summary>One awaits at a time: two could take what is the other's from the one socket.</summary>
    private PosixMessageQueueNotifier BeginAwaiting()
    {
        lock (PosixMessageQueueRegistrations.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _notifier ??= PosixMessageQueueNotifier.Open();
            return Interlocked.Exchange(ref _awaiting, true) ? throw NotifyFailure(Errno.EBUSY) : _notifier;
        }
    }

    /// <summary>Under the gate, before the kernel registers this process: from then on nobody opens a descriptor to look at the queue.</summary>
    private void Remember()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_registered is not { } identity || PosixMessageQueueRegistrations.Find(identity) is null)
            _registered = PosixMessageQueueRegistrations.Add(_descriptor, Name);
    }

    /// <summary>Ends an awaited registration, and no other: under the gate nobody in this process registers meanwhile.</summary>
    /// <returns>Whether a message had arrived before.</returns>
    private bool Withdraw(PosixMessageQueueNotifier notifier, uint number)
    {
        lock (PosixMessageQueueRegistrations.Gate)
        {
            if (notifier.TryTake(number, out bool arrived))
                return arrived;
            if (_disposed)
                return false;
            CancelNotification();
            return notifier.TryTake(number, out arrived) && arrived;
        }
    }

    /// <summary>
    /// What disposing does about it. Closing the descriptor does the same, but not while a receiver still waits with it. The
    /// notifier is left: disposing it lets those go on who await it, which must not be under the gate.
    /// </summary>
    private unsafe void EndRegistration()
    {
        lock (PosixMessageQueueRegistrations.Gate)
        {
            if (_disposed)
                return;
            Volatile.Write(ref _disposed, true);
            if (_registered is not { } identity)
                return;
            PosixMessageQueueRegistrations.Remove(identity, _descriptor);
            if (!_descriptor.IsClosed)
                _ = LibC.mq_notify(_descriptor, null);
        }
    }

    private SyscallException NotifyFailure(Errno error) =>
        SyscallFailure.Create("mq_notify", Name, error, error == Errno.EBUSY ? MessageQueueRemedy.OfBusy(_descriptor, Name) : null);
}
