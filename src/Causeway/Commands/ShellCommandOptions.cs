namespace Causeway;

/// <summary>How a <see cref="ShellCommand"/> is started. A plain value: it is read once.</summary>
public sealed class ShellCommandOptions
{
    /// <summary>Where standard error goes: to this process's own unless set.</summary>
    public StandardErrorMode StandardError { get; set; }

    /// <summary>The directory that the command starts in; null for this process's.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Changes to the environment the command inherits: a value sets, null removes.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>
    /// Whether the command gets a process group of its own, so that <see cref="ShellCommand.Kill"/> reaches what it started too.
    /// The keys of a terminal (Ctrl+C) then do not reach it, and reading from the terminal stops it. Unless set: yes for the
    /// Run forms, whose input is a pipe in any case; no for the Open forms, as with popen(3).
    /// </summary>
    public bool? OwnProcessGroup { get; set; }

    /// <summary>Whether disposing kills what still runs. False unless set: the command then goes on, with its pipes closed.</summary>
    public bool KillOnDispose { get; set; }
}
