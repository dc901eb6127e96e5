using Causeway.Sys;
using static Causeway.CallArgument;

namespace Causeway;

/// <summary>Pipes and FIFOs, beside what every descriptor takes.</summary>
internal static class PipeForms
{
    private const uint S_IFMT = 0xF000;
    private static readonly CallFlags s_splice = CallFlags.Bits(("SPLICE_F_MOVE", 1), ("SPLICE_F_NONBLOCK", 2), ("SPLICE_F_MORE", 4), ("SPLICE_F_GIFT", 8));

    public static CallForm[] All { get; } =
    [
        new("pipe", new(22, -1), IpcMechanism.Pipe, DescriptorPair),
        new("pipe2", new(293, 59), IpcMechanism.Pipe, DescriptorPair, Of(DescriptorForms.OpenFlags with { ChoiceMask = 0 })),
        new("mknod", new(133, -1), static call => OfMode(call.Arguments[1]), Name, Mode, Number),
        new("mknodat", new(259, 33), static call => OfMode(call.Arguments[2]), DirectoryDescriptor, Name, Mode, Number),
        new("splice", new(275, 76), static call => OfEither(call, 2), Descriptor, Pointer, Descriptor, Pointer, Long, Of(s_splice)),
        new("sendfile", new(40, 71), static call => OfEither(call, 1), Descriptor, Descriptor, Pointer, Long),
        new("tee", new(276, 77), IpcMechanism.Pipe, Descriptor, Descriptor, Long, Of(s_splice)),
        new("vmsplice", new(278, 75), IpcMechanism.Pipe, Descriptor, Pointer, Long, Of(s_splice)),
    ];

    private static IpcMechanism? OfMode(ulong mode) => ((uint)mode & S_IFMT) == LibC.S_IFIFO ? IpcMechanism.Fifo : null;

    private static IpcMechanism? OfEither(OpenCall call, int other) => DescriptorForms.OfDescriptor(call) ?? call.DescriptorOf((int)call.Arguments[other]).Mechanism;
}
