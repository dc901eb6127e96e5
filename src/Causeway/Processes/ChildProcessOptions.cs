using System.Runtime.InteropServices;

namespace Causeway;

/// <summary>What to start and with what. A plain value: it is read once, by <see cref="ChildProcess.Start(ChildProcessOptions)"/>.</summary>
public sealed class ChildProcessOptions
{
    /// <summary>Describes a program to start.</summary>
    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">The arguments after the program's name, each passed as it is: no shell reads them.</param>
    public ChildProcessOptions(string program, params IEnumerable<string> arguments)
    {
        Program = program;
        Arguments = [.. arguments];
    }

    /// <summary>
    /// A path, where it is relative from <see cref="WorkingDirectory"/>; or a name without a slash that is looked up in
    /// this process's PATH.
    /// </summary>
    public string Program { get; set; }

    /// <summary>The arguments after the program's name.</summary>
    public IList<string> Arguments { get; }

    /// <summary>Changes to the environment the child inherits: a value sets, null removes.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Whether the child starts from this process's environment (true unless set) or from an empty one.</summary>
    public bool InheritEnvironment { get; set; } = true;

    /// <summary>The directory that the child starts in; null for this process's.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// The child's descriptors by number: which handle of this process each one is. 0, 1 and 2 are inherited where
    /// they are not named here; nothing else is open in the child. The handles stay this process's own: it disposes
    /// them when it has no use for them itself.
    /// </summary>
    public IDictionary<int, SafeHandle> Descriptors { get; } = new Dictionary<int, SafeHandle>();

    /// <summary>The signals blocked in the child from its first instruction: none unless set. Dispositions are all reset to their defaults.</summary>
    public SignalSet BlockedSignals { get; set; }

    /// <summary>The child's process group: null for this process's, 0 for a new one that the child leads, else the group's id.</summary>
    public int? ProcessGroup { get; set; }

    /// <summary>Whether the child leads a new session (setsid(2)) and with it a new group.</summary>
    public bool NewSession { get; set; }

    /// <summary>
    /// The signal that the child gets when this process dies; null for none. Needs setpriv (package util-linux), through
    /// which the program is then started, held: see <see cref="ChildProcess"/>.
    /// </summary>
    public Signal? ParentDeathSignal { get; set; }

    /// <summary>Limits that hold from the program's first instruction on; the others are inherited. The program is then started held: see <see cref="ChildProcess"/>.</summary>
    public IDictionary<ResourceLimit, ResourceLimitValues> ResourceLimits { get; } = new Dictionary<ResourceLimit, ResourceLimitValues>();

    /// <summary>
    /// The terminal that the child has, for one child: it leads a new session of which this is the controlling terminal, and
    /// its descriptors 0, 1 and 2 are the slave where <see cref="Descriptors"/> names no other. null: this process's.
    /// </summary>
    public PseudoTerminal? PseudoTerminal { get; set; }

    /// <summary>
    /// Whether the child gets a control group of its own (cgroups(7), version 2), below this process's: whatever it starts is in
    /// it, and <see cref="ChildProcess.KillTree"/> kills all of them at one stroke. The group of this process must be delegated to its user.
    /// The program is then started held: see <see cref="ChildProcess"/>.
    /// </summary>
    public bool OwnControlGroup { get; set; }

    /// <summary>Whether something is to be done to the child before its program begins.</summary>
    internal bool NeedsHold => ParentDeathSignal is not null || ResourceLimits.Count > 0 || OwnControlGroup;

    /// <summary>Whether it leads a session of its own.</summary>
    internal bool LeadsSession => NewSession || PseudoTerminal is not null;

    /// <summary>Whether it leads a process group of its own.</summary>
    internal bool LeadsGroup => LeadsSession || ProcessGroup == 0;
}
