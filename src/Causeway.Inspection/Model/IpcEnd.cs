namespace Causeway;

/// <summary>A process's end of an object: a descriptor, a mapping, or what the object itself says of the process.</summary>
/// <param name="Process">Whose end it is.</param>
/// <param name="Object">What it is an end of.</param>
/// <param name="Form">By what the process has it.</param>
/// <param name="Access">What may be done with it.</param>
/// <param name="Role">What the process is to the object, beyond its access.</param>
/// <param name="Descriptor">The descriptor's number in the process; -1 where <see cref="Form"/> is another.</param>
/// <param name="Address">Where it is mapped or attached; 0 where it is not.</param>
/// <param name="Bytes">How much of it is mapped there; several mappings of one object are several ends.</param>
public readonly record struct IpcEnd(
    InspectedProcess Process,
    IpcObject Object,
    IpcEndForm Form,
    IpcAccess Access,
    IpcRole Role,
    int Descriptor,
    ulong Address,
    ulong Bytes);
