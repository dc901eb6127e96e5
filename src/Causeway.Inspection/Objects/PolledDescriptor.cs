namespace Causeway;

/// <summary>What an epoll instance watches.</summary>
/// <param name="Descriptor">Under which number it was added; the process may use that for something else by now.</param>
/// <param name="Events">For which events (epoll_ctl(2)).</param>
/// <param name="Inode">The inode of what is watched; 0 where the kernel does not tell.</param>
public readonly record struct PolledDescriptor(int Descriptor, uint Events, ulong Inode);
