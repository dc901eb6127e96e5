namespace Causeway;

/// <summary>One traced process: how many of its threads are traced, and its breakpoints.</summary>
internal sealed class TracedProcess(int id)
{
    public int Id => id;

    public ProcessMemory Memory => new(id);

    public int ThreadCount { get; set; }

    public Breakpoints Breakpoints { get; set; } = new(id);

    /// <summary>Is a child of this process: what a wait tells of it goes to whoever of its tracer and its parent asks first.</summary>
    public bool IsOwnChild { get; set; }

    /// <summary>Runs the launcher, not its program yet: nothing of it is shown.</summary>
    public bool IsLaunching => ExecutionsToProgram > 0;

    /// <summary>By how many execve(2) it becomes its program.</summary>
    public int ExecutionsToProgram { get; set; }

    /// <summary>Of a child that this tracer started: who waits for its end is told that it may reap it, or how it ended.</summary>
    public TaskCompletionSource<ChildExitStatus?>? Exit { get; set; }

    /// <summary>Is being let go: each thread as it stops.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>A child that is not to be followed and cannot be let go yet, because it has copies of its parent's breakpoints: until its exec.</summary>
    public bool IsQuiet { get; set; }
}
