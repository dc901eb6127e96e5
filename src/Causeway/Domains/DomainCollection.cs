namespace Causeway;

/// <summary>What <see cref="Domain.Collect()"/> has removed.</summary>
/// <param name="Objects">The names of the objects.</param>
/// <param name="Doorbells">How many doorbells of processes that are gone, sockets where nobody listens any more, and files that a killed creator had not finished.</param>
public sealed record DomainCollection(IReadOnlyList<string> Objects, int Doorbells);
