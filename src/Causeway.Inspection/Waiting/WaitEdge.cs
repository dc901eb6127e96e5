namespace Causeway;

/// <summary>A wait, and one of those who can end it.</summary>
/// <param name="Wait">The wait.</param>
/// <param name="Holder">Who can end it.</param>
public readonly record struct WaitEdge(IpcWait Wait, InspectedProcess Holder);
