using System.Text;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Trace;

/// <summary>At the end: calls, errors and times of each mechanism and object, those that took longest first.</summary>
internal sealed class TraceSummary(TraceOutput output, bool json) : ITraceReport
{
    private readonly Dictionary<(IpcMechanism Mechanism, string? ObjectName, string Call), Counts> _counts = [];

    public bool WantsSignals => false;

    public void Add(IpcCall call)
    {
        (IpcMechanism, string?, string) key = (call.Mechanism, call.ObjectName, call.Name);
        if (!_counts.TryGetValue(key, out Counts? counts))
            _counts.Add(key, counts = new Counts());
        counts.Calls++;
        counts.Errors += call.Error == default ? 0 : 1;
        counts.Unfinished += call.IsFinished ? 0 : 1;
        counts.Time += call.Duration;
        counts.Longest = call.Duration > counts.Longest ? call.Duration : counts.Longest;
    }

    public void Add(TraceStop stop)
    {
        // Calls alone are counted.
    }

    public void End(long foreignCalls)
    {
        Fact[][] rows = [.. _counts.OrderBy(static one => one.Key.Mechanism).ThenByDescending(static one => one.Value.Time).Select(static one => FactsOf(one.Key.Mechanism, one.Key.ObjectName, one.Key.Call, one.Value))];
        using MemoryStream bytes = new();
        if (json)
        {
            foreach (Fact[] row in rows)
                ObjectDescription.WriteObject(bytes, row);
        }
        else
        {
            using StreamWriter writer = new(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            ObjectList.WriteTable(writer, rows);
            writer.Write(rows.Length == 0 ? "no calls of IPC\n" : "");
            if (foreignCalls > 0)
                writer.Write($"({foreignCalls} calls of programs of another architecture are not decoded)\n");
        }

        output.WriteLines(bytes.ToArray());
    }

    private static Fact[] FactsOf(IpcMechanism mechanism, string? objectName, string call, Counts counts) =>
    [
        new("mechanism", MechanismNames.Of(mechanism)), new("object", objectName), new("call", call), new("calls", counts.Calls), new("errors", counts.Errors),
        new("unfinished", counts.Unfinished), new("microseconds", (long)counts.Time.TotalMicroseconds), new("longest", (long)counts.Longest.TotalMicroseconds),
    ];

    private sealed class Counts
    {
        public int Calls { get; set; }

        public int Errors { get; set; }

        public int Unfinished { get; set; }

        public TimeSpan Time { get; set; }

        public TimeSpan Longest { get; set; }
    }
}
