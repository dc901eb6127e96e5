using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Causeway.Messaging.Tests.Hosting;

/// <summary>Listens to the Meter of connections of this process.</summary>
internal sealed class MeterReading : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _values = new(StringComparer.Ordinal);

    public MeterReading()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Causeway.Messaging")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            _values.AddOrUpdate(instrument.Name, value, (_, old) => instrument is Counter<long> ? old + value : value));
        _listener.Start();
    }

    /// <summary>What the instrument "causeway.connections.NAME" says now.</summary>
    public long this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _values["causeway.connections." + name];
        }
    }

    public void Dispose() => _listener.Dispose();
}
