namespace Causeway;

/// <summary>One object as <see cref="PosixSharedMemory.List"/> found it.</summary>
/// <param name="Name">The name, slash first.</param>
/// <param name="Status">What it was like.</param>
public sealed record PosixSharedMemoryEntry(string Name, PosixSharedMemoryStatus Status);
