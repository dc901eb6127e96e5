namespace Causeway;

/// <summary>What a process does with signals (/proc/PID/status).</summary>
/// <param name="Pending">Sent to the process, and taken by no thread yet.</param>
/// <param name="PendingForThread">Sent to its main thread alone, and not taken yet.</param>
/// <param name="Blocked">What its main thread blocks.</param>
/// <param name="Ignored">What it ignores of its own doing.</param>
/// <param name="Caught">What it has a handler for.</param>
public sealed record InspectedSignals(SignalSet Pending, SignalSet PendingForThread, SignalSet Blocked, SignalSet Ignored, SignalSet Caught);
