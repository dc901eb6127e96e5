namespace Causeway;

/// <summary>Is called for each stop, on the tracing thread; the traced thread stays stopped until it returns.</summary>
/// <param name="stop">Which thread stopped, and why.</param>
/// <returns>What the thread does next.</returns>
public delegate TraceAction TraceHandler(TraceStop stop);
