using System.Runtime.InteropServices;

namespace Causeway.Cli.Tour;

/// <summary>The signals that ask this process to end: the first one cancels, a second one ends it at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;

    /// <summary>Watches SIGINT, SIGTERM, SIGHUP and SIGQUIT.</summary>
    public Interruption() =>
        _registrations =
        [
            Register(PosixSignal.SIGINT, 2), Register(PosixSignal.SIGTERM, 15), Register(PosixSignal.SIGHUP, 1), Register(PosixSignal.SIGQUIT, 3),
        ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The signal that came first; null while none has.</summary>
    public Signal? Signal => Volatile.Read(ref _signal) is var number and > 0 ? new Signal(number) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        if (Interlocked.CompareExchange(ref _signal, number, 0) != 0)
            return;
        context.Cancel = true;
        _source.Cancel();
    });
}
