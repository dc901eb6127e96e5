using System.Text;

namespace Causeway;

/// <summary>What a command said until its end, and how it ended.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error with <see cref="StandardErrorMode.Separate"/>; empty otherwise.</param>
public sealed record ShellCommandResult(ShellCommandStatus Status, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error)
{
    /// <summary><see cref="Output"/> as UTF-8; what is none becomes U+FFFD.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output.Span);

    /// <summary><see cref="Error"/> as UTF-8; what is none becomes U+FFFD.</summary>
    public string ErrorText => Encoding.UTF8.GetString(Error.Span);
}
