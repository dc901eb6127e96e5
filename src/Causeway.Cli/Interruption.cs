using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Causeway.Cli;

/// <summary>The signals that ask this process to end: the first one cancels, one that comes later ends it at once, unless a command gets them.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>What comes within this time is the same wish: timeout(1) sends its signal twice, a closed terminal sends several.</summary>
    public static readonly TimeSpan SameWish = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _gate = new();
    private Action<Signal>? _forward;
    private int _signal;
    private long _since;

    /// <summary>Watches SIGINT, SIGTERM, SIGHUP and SIGQUIT.</summary>
    public Interruption() =>
        _registrations =
        [
            Register(PosixSignal.SIGINT, 2), Register(PosixSignal.SIGTERM, 15), Register(PosixSignal.SIGHUP, 1), Register(PosixSignal.SIGQUIT, 3),
        ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The signal that came first, or the last one that went on to a command; null while none has.</summary>
    public Signal? Signal => Volatile.Read(ref _signal) is var number and > 0 ? new Signal(number) : null;

    /// <summary>Until it is disposed, none of these signals is meant for this process: each goes on, the one that came before, too.</summary>
    /// <param name="forward">Sends one on; must neither throw nor wait. It does not run any more once the result is disposed.</param>
    public IDisposable Forward(Action<Signal> forward)
    {
        lock (_gate)
        {
            _forward = forward;
            if (Signal is { } early)
                forward(early);
        }

        return new Forwarding(this);
    }

    /// <summary>A signal that went on to a command is meant for this process too, now that the command has ended.</summary>
    public void Begin(Signal signal)
    {
        lock (_gate)
        {
            if (_since == 0)
                _since = Stopwatch.GetTimestamp();
            Volatile.Write(ref _signal, signal.Number);
        }

        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = IsTaken(number, out bool isFirst);
        if (isFirst)
            _source.Cancel();
    });

    /// <summary>Whether the signal does not end this process at once.</summary>
    private bool IsTaken(int number, out bool isFirst)
    {
        lock (_gate)
        {
            isFirst = false;
            if (_forward is not null)
            {
                _forward(new Signal(number));
                return true;
            }

            long now = Stopwatch.GetTimestamp();
            if (_since != 0)
                return Stopwatch.GetElapsedTime(_since, now) < SameWish;
            isFirst = true;
            _since = now;
            Volatile.Write(ref _signal, number);
            return true;
        }
    }

    private sealed class Forwarding(Interruption interruption) : IDisposable
    {
        public void Dispose()
        {
            lock (interruption._gate)
                interruption._forward = null;
        }
    }
}
