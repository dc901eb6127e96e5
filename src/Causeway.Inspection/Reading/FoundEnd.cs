namespace Causeway.Inspection;

/// <summary>An end as a reader found it, before the object is known.</summary>
/// <param name="Object">What of.</param>
/// <param name="ProcessId">Whose.</param>
/// <param name="Descriptor">Its number; -1 for none.</param>
/// <param name="Form">By what.</param>
/// <param name="Access">For what.</param>
/// <param name="Role">As what.</param>
/// <param name="Address">Where it is mapped.</param>
/// <param name="Bytes">How much.</param>
/// <param name="Offset">From where on, in the file.</param>
internal readonly record struct FoundEnd(
    IpcObjectId Object, int ProcessId, int Descriptor, IpcEndForm Form, IpcAccess Access, IpcRole Role = IpcRole.None, ulong Address = 0, ulong Bytes = 0, ulong Offset = 0);
