using System.Collections.Immutable;
using System.Text.Json;
using Causeway.Inspection.Waiting;

namespace Causeway.Cli.Commands.Inspect.Why;

/// <summary>A chain of waits as one JSON object: the waits of the process and of all that it leads to.</summary>
internal static class WaitChainJson
{
    public static void Write(Stream output, WaitChain chain, InspectedProcess process)
    {
        List<InspectedProcess> processes = chain.From(process);
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            WriteProcess(writer, chain, process);
            writer.WriteString("state", process.State.ToString());
            writer.WriteNumber("threads", process.Threads);
            writer.WriteStartArray("waits");
            foreach (IpcWait wait in processes.SelectMany(chain.WaitsOf))
                WriteWait(writer, chain, wait);
            writer.WriteEndArray();
            WriteCycles(writer, "deadlocks", chain.DeadlocksOf(processes));
            WriteCycles(writer, "possibleDeadlocks", chain.PossibleDeadlocksOf(processes));
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>The threads of each.</summary>
    private static void WriteCycles(Utf8JsonWriter writer, string name, IEnumerable<ImmutableArray<IpcWait>> cycles)
    {
        writer.WriteStartArray(name);
        foreach (ImmutableArray<IpcWait> cycle in cycles)
        {
            writer.WriteStartArray();
            foreach (IpcWait wait in cycle)
                writer.WriteNumberValue(wait.ThreadId);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteWait(Utf8JsonWriter writer, WaitChain chain, IpcWait wait)
    {
        writer.WriteStartObject();
        WriteProcess(writer, chain, wait.Process);
        writer.WriteNumber("thread", wait.ThreadId);
        writer.WriteString("call", wait.Call);
        if (chain.TimeOf(wait) is { } time)
            writer.WriteNumber("seconds", Math.Round(time.TotalSeconds, 3));
        else
            writer.WriteNull("seconds");
        writer.WriteString("awaited", wait.Awaited);
        writer.WriteString("object", wait.Object?.Id.ToString());
        writer.WriteString("name", wait.Object is { } one ? chain.NameOf(one) : null);
        writer.WriteStartArray("several");
        foreach (IpcObject several in wait.Several)
            writer.WriteStringValue(several.Id.ToString());
        writer.WriteEndArray();
        writer.WriteBoolean("held", wait.IsHeld);
        writer.WriteBoolean("guess", wait.IsHint);
        writer.WriteBoolean("timeout", wait.IsTimed);
        writer.WriteBoolean("canEndOtherwise", wait.CanEndOtherwise);
        writer.WriteBoolean("certain", wait.IsCertain);
        writer.WriteBoolean("deadlock", chain.IsStuck(wait));
        writer.WriteStartArray("holders");
        foreach (InspectedProcess holder in wait.Holders)
        {
            writer.WriteStartObject();
            WriteProcess(writer, chain, holder, wait.HolderThreadId);
            if (wait.HolderThreadId != 0)
                writer.WriteNumber("thread", wait.HolderThreadId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>A process, and what keeps it or the thread of it that is meant from going on.</summary>
    private static void WriteProcess(Utf8JsonWriter writer, WaitChain chain, InspectedProcess process, int thread = 0)
    {
        writer.WriteNumber("pid", process.Id);
        writer.WriteString("command", process.Command);
        if (chain.HaltOf(process, thread).Kind is var halt and not HaltKind.None)
            writer.WriteString("halted", halt.ToString().ToLowerInvariant());
    }
}
