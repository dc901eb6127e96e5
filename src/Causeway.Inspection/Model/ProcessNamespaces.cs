namespace Causeway;

/// <summary>The namespaces of a process by their inodes (namespaces(7)); 0 where that is not told, or was not asked for.</summary>
/// <param name="Ipc">System V objects and POSIX queues.</param>
/// <param name="Mount">Paths.</param>
/// <param name="Network">Sockets' addresses, abstract ones too.</param>
/// <param name="ProcessIds">Pids.</param>
public readonly record struct ProcessNamespaces(uint Ipc, uint Mount, uint Network, uint ProcessIds);
