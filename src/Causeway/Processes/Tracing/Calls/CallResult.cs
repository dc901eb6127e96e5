namespace Causeway;

/// <summary>What a call's result is.</summary>
internal enum CallResult
{
    Number,
    Address,
    Descriptor,

    /// <summary>A descriptor of a POSIX queue, whose name /proc shows like any file's.</summary>
    QueueDescriptor,
    SysVQueue,
    SysVSemaphore,
    SysVMemory,
}
