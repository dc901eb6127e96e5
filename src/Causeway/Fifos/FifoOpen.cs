namespace Causeway;

/// <summary>What opening a FIFO does while nobody has its other end open (fifo(7)).</summary>
public enum FifoOpen
{
    /// <summary>Waits until somebody opens the other end.</summary>
    Wait,

    /// <summary>
    /// Does not wait (O_NONBLOCK). A reader is opened at once, and reads the end of the stream (0 bytes) while there is no
    /// writer. A writer fails with ENXIO while there is no reader.
    /// </summary>
    NoWait,
}
