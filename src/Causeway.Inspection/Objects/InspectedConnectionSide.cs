namespace Causeway;

/// <summary>One of the two who have a connection.</summary>
/// <param name="ProcessId">Its pid; 0 where that is not known here.</param>
/// <param name="State">What has become of it.</param>
public readonly record struct InspectedConnectionSide(int ProcessId, InspectedConnectionState State);
