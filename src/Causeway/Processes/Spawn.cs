using System.Collections;
using Causeway.Sys;

namespace Causeway;

/// <summary>One posix_spawn(3): checks the options, builds what the call takes, and makes it.</summary>
internal static unsafe class Spawn
{
    /// <summary>Starts the program.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="mark">For its environment: see <see cref="OrphanReaper"/>.</param>
    /// <returns>The child's pid; nobody reaps it yet.</returns>
    public static int Start(ChildProcessOptions options, string? mark)
    {
        Validate(options);
        return Start(ProgramPath.Resolve(options.Program), [options.Program, .. options.Arguments], options, EnvironmentOf(options, mark), gate: null);
    }

    /// <summary>Starts the program, which waits before its first instruction until a function has returned.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="mark">For its environment: see <see cref="OrphanReaper"/>.</param>
    /// <param name="beforeFirstInstruction">Gets the pid, and how many execve(2) make it the program. Where it throws the child is ended and reaped.</param>
    /// <returns>The child's pid; nobody reaps it yet.</returns>
    public static int StartHeld(ChildProcessOptions options, string? mark, Action<int, int> beforeFirstInstruction)
    {
        Validate(options);
        string path = ProgramPath.Resolve(options.Program);
        ThrowIfNotExecutable(path, options);
        using var gate = ChildGate.Create(options);
        List<(string Name, string Value)> environment = EnvironmentOf(options, mark);
        int processId = Launch(gate.Launch(path, options, environment, out int executions), options, environment, gate);
        try
        {
            gate.AwaitChild(path);
            Limit(processId, options);
            beforeFirstInstruction(processId, executions);
        }
        catch
        {
            AbandonedChild.End(processId);
            throw;
        }

        gate.Open();
        return processId;
    }

    private static int Launch(List<string> command, ChildProcessOptions options, List<(string Name, string Value)> environment, ChildGate gate)
    {
        if (options.ParentDeathSignal is not { } signal)
            return Start(command[0], command, options, environment, gate);

        // setpriv resets nothing else; it replaces itself by the command, which keeps the death signal.
        string setpriv = ProgramPath.Find("setpriv") ?? throw new PlatformNotSupportedException(
            "ParentDeathSignal needs setpriv, which no directory of PATH has: posix_spawn cannot set it itself; install the package util-linux");
        List<string> wrapped = ["setpriv", "--pdeathsig", NameOf(signal), "--", .. command];
        return PermanentThread.Run(() => Start(setpriv, wrapped, options, environment, gate));
    }

    private static int Start(string path, List<string> arguments, ChildProcessOptions options, List<(string Name, string Value)> environment, ChildGate? gate)
    {
        using var paths = new CStringArray([path], nameof(options));
        using var argv = new CStringArray(arguments, nameof(options));
        using var envp = new CStringArray(environment, nameof(options));
        using var actions = new SpawnFileActions(options, gate);
        using var attributes = new SpawnAttributes(options);
        int processId;
        int error = LibC.posix_spawn(&processId, paths.Pointer[0], actions.Pointer, attributes.Pointer, argv.Pointer, envp.Pointer);
        if (error != 0)
            throw SyscallFailure.Opening("posix_spawn", path, new Errno(error), Remedy(new Errno(error)));
        return processId;
    }

    /// <summary>As setpriv takes it: of the highest it wants the distance too.</summary>
    private static string NameOf(Signal signal) => signal.Number == Signal.Maximum ? "SIGRTMAX-0" : signal.Name;

    /// <summary>What posix_spawn would say: what launches the program starts in any case, and says it to the child's standard error alone.</summary>
    private static void ThrowIfNotExecutable(string path, ChildProcessOptions options)
    {
        Errno error = ProgramFile.ErrorOf(path, options.WorkingDirectory);
        if (error == default)
            return;
        throw SyscallFailure.Opening("posix_spawn", path, error, Remedy(error));
    }

    private static string? Remedy(Errno error)
    {
        if (error == Errno.EACCES)
            return "it must be a file with execute permission (chmod +x)";
        if (error == Errno.ENOENT)
            return "neither the file nor the interpreter that its first line names may be missing";
        if (error == Errno.ENOEXEC)
            return "it is no program for this machine, or a script without a #! line";
        return error == Errno.EAGAIN ? "raise the limit of processes (ulimit -u, or pids.max of the control group)" : null;
    }

    private static void Validate(ChildProcessOptions options)
    {
        KernelPath.Check(options.Program, nameof(options));
        if (options.WorkingDirectory is { } path)
            KernelPath.Check(path, nameof(options));
        if (options.Arguments.Any(static argument => argument is null))
            throw new ArgumentException("An argument may be empty, not null.", nameof(options));
        if (options.Descriptors.Values.Any(static handle => handle is null or { IsInvalid: true }))
            throw new ArgumentException("A handle of Descriptors must be open: to give the child none, leave its number out.", nameof(options));
        if (options.Descriptors.Keys.Any(static number => number < 0))
            throw new ArgumentException("A descriptor number is 0 or more.", nameof(options));
        if (options.ResourceLimits.Any(static limit => !Enum.IsDefined(limit.Key) || limit.Value.Soft > limit.Value.Hard))
            throw new ArgumentException("A resource limit is one that ResourceLimit names, with a soft value no higher than the hard one.", nameof(options));
        if (options.PseudoTerminal is { Descriptor.IsClosed: true })
            throw new ArgumentException("The pseudo-terminal is disposed: make a new one for each child.", nameof(options));
        if (options.ProcessGroup is < 0)
            throw new ArgumentException("A process group is 0 (a new one) or the id of a group.", nameof(options));
        if (options.LeadsSession && options.ProcessGroup is not null)
            throw new ArgumentException("The leader of a new session, as with a pseudo-terminal, leads a group of its own: ProcessGroup must be null.", nameof(options));
        options.ParentDeathSignal?.ThrowIfInvalid(nameof(options));
        if (options.ParentDeathSignal is { Number: 32 or 33 } reserved)
            throw new ArgumentOutOfRangeException(nameof(options), reserved, "Signals 32 and 33 belong to the C library: choose another ParentDeathSignal.");
        if (options.WorkingDirectory is { } directory && !ProgramFile.IsDirectory(directory))
            throw new DirectoryNotFoundException($"the child cannot start in \"{directory}\": there is no such directory");
    }

    private static void Limit(int processId, ChildProcessOptions options)
    {
        foreach ((ResourceLimit resource, ResourceLimitValues wanted) in options.ResourceLimits)
        {
            ResourceLimitValues values = resource == ResourceLimit.OpenFiles ? ChildGate.Bearable(wanted) : wanted;
            LibC.rlimit limit = new() { rlim_cur = values.Soft, rlim_max = values.Hard };
            int result = LibC.prlimit(processId, (int)resource, &limit, null);
            Errno error = Errno.Last;
            if (result != 0)
                throw SyscallFailure.Create($"prlimit({resource})", $"pid {processId}", error, error == Errno.EPERM ? "only root raises a hard limit above this process's own, and OpenFiles above /proc/sys/fs/nr_open" : null);
        }
    }

    private static List<(string Name, string Value)> EnvironmentOf(ChildProcessOptions options, string? mark)
    {
        List<(string Name, string Value)> variables = [];
        if (options.InheritEnvironment)
        {
            foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            {
                // Of two marks a program may take either: the one of a tree that this process is itself of goes.
                string name = (string)entry.Key;
                bool isReplaced = (options.Environment.Count != 0 && options.Environment.ContainsKey(name)) || (mark is not null && name == OrphanReaper.Variable);
                if (!isReplaced)
                    variables.Add((name, (string?)entry.Value ?? ""));
            }
        }

        foreach ((string name, string? value) in options.Environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
                throw new ArgumentException($"\"{name}\" is no name of an environment variable.", nameof(options));
            if (value is not null && (mark is null || name != OrphanReaper.Variable))
                variables.Add((name, value));
        }

        if (mark is not null)
            variables.Add((OrphanReaper.Variable, mark));
        return variables;
    }
}
