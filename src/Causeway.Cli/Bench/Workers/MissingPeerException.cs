namespace Causeway.Cli.Bench.Workers;

/// <summary>What a mechanism is compared with is not installed here: the benchmark goes on without it.</summary>
internal sealed class MissingPeerException(string message) : Exception(message);
