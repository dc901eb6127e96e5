namespace Causeway.Waiting;

/// <summary>What a descriptor is awaited for.</summary>
internal enum Direction
{
    /// <summary>Input, end of file, hang-up or error.</summary>
    Read,

    /// <summary>Room for output, hang-up or error.</summary>
    Write,
}
