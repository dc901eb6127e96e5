using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Causeway.Cli;

/// <summary>The signals that ask this process to end: the first one cancels, one that comes later ends it at once.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>What comes within this time is the same wish: timeout(1) sends its signal twice, a closed terminal sends several.</summary>
    private static readonly TimeSpan s_sameWish = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
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
        long now = Stopwatch.GetTimestamp();
        if (Interlocked.CompareExchange(ref _since, now, 0) is var since and not 0)
        {
            context.Cancel = Stopwatch.GetElapsedTime(since, now) < s_sameWish;
            return;
        }

        context.Cancel = true;
        Volatile.Write(ref _signal, number);
        _source.Cancel();
    });
}
