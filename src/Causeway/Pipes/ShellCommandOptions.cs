namespace Causeway;

/// <summary>How a <see cref="ShellCommand"/> is started. A plain value: it is read once.</summary>
public sealed class ShellCommandOptions
{
    /// <summary>Whether the command's standard error comes through <see cref="ShellCommand.Error"/>; else (unless set) it is this process's.</summary>
    public bool SeparateError { get; set; }

    /// <summary>The directory that the command starts in; null for this process's.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Changes to the environment the command inherits: a value sets, null removes.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);
}
