using static Causeway.CallArgument;

namespace Causeway;

/// <summary>eventfd and descriptors of processes.</summary>
internal static class EventForms
{
    private static readonly CallFlags s_event = CallFlags.Bits(("EFD_SEMAPHORE", 1), ("EFD_NONBLOCK", 0x800), ("EFD_CLOEXEC", 0x80000));

    public static CallForm[] All { get; } =
    [
        new("eventfd", new(284, -1), IpcMechanism.EventCounter, Number) { Result = CallResult.Descriptor },
        new("eventfd2", new(290, 19), IpcMechanism.EventCounter, Number, Of(s_event)) { Result = CallResult.Descriptor },
        new("pidfd_open", new(434, 434), IpcMechanism.Process, Number, Number) { Result = CallResult.Descriptor },
        new("pidfd_getfd", new(438, 438), IpcMechanism.Process, Descriptor, Number, Number) { Result = CallResult.Descriptor },
        new("pidfd_send_signal", new(424, 424), IpcMechanism.Process, Descriptor, SignalNumber, Pointer, Number),
    ];
}
