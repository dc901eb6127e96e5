namespace Causeway.Inspection.Sockets;

/// <summary>How far a dump is.</summary>
internal enum DumpState
{
    /// <summary>There is more to receive.</summary>
    Reading,

    /// <summary>All of it was read.</summary>
    Done,

    /// <summary>Something was lost, or changed while the kernel went through it: it is to be read again.</summary>
    Interrupted,

    /// <summary>The kernel refused it.</summary>
    Failed,
}
