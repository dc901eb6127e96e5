using static Causeway.CallArgument;

namespace Causeway;

/// <summary>Shared mappings and memfds. shm_open is an open in /dev/shm.</summary>
internal static class SharedMemoryForms
{
    private const ulong MapShared = 1;
    private const ulong MapAnonymous = 0x20;

    private static readonly CallFlags s_protection = CallFlags.Bits(("PROT_READ", 1), ("PROT_WRITE", 2), ("PROT_EXEC", 4));
    private static readonly CallFlags s_mapping = new(0xF, [("MAP_SHARED", 1), ("MAP_PRIVATE", 2), ("MAP_SHARED_VALIDATE", 3)],
    [
        ("MAP_FIXED", 0x10), ("MAP_ANONYMOUS", 0x20), ("MAP_LOCKED", 0x2000), ("MAP_NORESERVE", 0x4000), ("MAP_POPULATE", 0x8000), ("MAP_HUGETLB", 0x40000),
        ("MAP_SYNC", 0x80000), ("MAP_FIXED_NOREPLACE", 0x100000),
    ]);

    private static readonly CallFlags s_memfd = CallFlags.Bits(("MFD_CLOEXEC", 1), ("MFD_ALLOW_SEALING", 2), ("MFD_HUGETLB", 4), ("MFD_NOEXEC_SEAL", 8), ("MFD_EXEC", 0x10));

    public static CallForm[] All { get; } =
    [
        new("mmap", new(9, 222), static call => (call.Arguments[3] & MapShared) != 0 ? IpcMechanism.SharedMemory : null,
            Pointer, Long, Of(s_protection), Of(s_mapping), Mapped, Offset) { Result = CallResult.Address },
        new("munmap", new(11, 215), OfMapping, SharedMapping, Long),
        new("memfd_create", new(319, 279), IpcMechanism.SharedMemory, Name, Of(s_memfd)) { Result = CallResult.Descriptor },
        new("ftruncate", new(77, 46), DescriptorForms.OfDescriptor, Descriptor, Long),
    ];

    private static CallArgument SharedMapping => new(static (call, value, text) =>
    {
        call.Subject ??= call.Names.Mappings.Find(call.Thread.ProcessId, value, call.Arguments[1]);
        text.AddHex(value).Add('<').AddEscaped(call.Subject).Add('>');
    });

    private static CallArgument Offset => new(static (_, value, text) => text.AddHex(value));

    private static CallArgument Mapped => new(static (call, value, text) =>
    {
        if ((call.Arguments[3] & MapAnonymous) == 0)
        {
            call.WriteDescriptor((int)value, text);
            return;
        }

        call.Subject ??= "anonymous";
        text.AddNumber((int)value);
    });

    private static IpcMechanism? OfMapping(OpenCall call) =>
        call.Names.Mappings.Find(call.Thread.ProcessId, call.Arguments[0], call.Arguments[1]) is null ? null : IpcMechanism.SharedMemory;
}
