namespace Causeway;

/// <summary>A thread as it was at one moment (<see cref="Inspector.ThreadsOf"/>). What is ignored and caught is its process's (<see cref="InspectedSignals"/>).</summary>
/// <param name="Id">Its id in the kernel, as in /proc/PID/task; that of the main thread is the pid.</param>
/// <param name="Name">What it is called, at most 15 bytes.</param>
/// <param name="State">One letter, as in <see cref="InspectedProcess.State"/>.</param>
/// <param name="Pending">Sent to this thread alone, and not taken yet.</param>
/// <param name="Blocked">What it blocks.</param>
public sealed record InspectedThread(int Id, string Name, char State, SignalSet Pending, SignalSet Blocked);
