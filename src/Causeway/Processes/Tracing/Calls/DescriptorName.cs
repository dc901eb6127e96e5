namespace Causeway;

/// <summary>What a descriptor of a traced process is.</summary>
/// <param name="Text">As /proc/PID/fd shows it, with a socket's path where it is known; empty where nothing is known.</param>
/// <param name="Mechanism">What it communicates through; null where that is nothing.</param>
internal sealed record DescriptorName(string Text, IpcMechanism? Mechanism)
{
    public static DescriptorName Unknown { get; } = new("", Mechanism: null);
}
