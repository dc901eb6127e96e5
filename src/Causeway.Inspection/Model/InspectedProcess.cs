namespace Causeway;

/// <summary>A process as it was at one moment. Its ends are <see cref="InspectionSnapshot.EndsOf(InspectedProcess)"/>.</summary>
public sealed record InspectedProcess
{
    /// <summary>Its pid, as this process's PID namespace has it.</summary>
    public required int Id { get; init; }

    /// <summary>Its pid in the PID namespace that it is in itself, if that is another than this process's; the same as <see cref="Id"/> if not.</summary>
    public int OwnId { get; init; }

    /// <summary>Its parent; 0 for none in this PID namespace.</summary>
    public int ParentId { get; init; }

    /// <summary>When it started, in clock ticks (100 a second) after boot: with the pid it tells the process from every other.</summary>
    public ulong StartTicks { get; init; }

    /// <summary>One letter as in ps(1): R runs, S sleeps, D sleeps uninterruptibly, T is stopped, Z has ended and is not waited for.</summary>
    public char State { get; init; }

    /// <summary>Whose it is: the real user.</summary>
    public uint UserId { get; init; }

    /// <summary>Its name (comm), at most 15 bytes.</summary>
    public string Command { get; init; } = "";

    /// <summary>Its arguments with blanks between them, at most 4096 bytes; null where it has none, or it was not asked for.</summary>
    public string? CommandLine { get; init; }

    /// <summary>How many threads it has.</summary>
    public int Threads { get; init; }

    /// <summary>The namespaces it is in.</summary>
    public ProcessNamespaces Namespaces { get; init; }

    /// <summary>The container it is in, as its control group names it; null for none.</summary>
    public string? Container { get; init; }

    /// <summary>What it does with signals; null where that was not asked for.</summary>
    public InspectedSignals? Signals { get; init; }

    /// <summary>Whether its descriptors could be read; if not, it may have ends that are not in the snapshot.</summary>
    public bool IsReadable { get; init; }
}
