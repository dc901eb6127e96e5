using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>Holds a child before its program's first instruction, until this process opens the gate.</summary>
/// <remarks>
/// <para>
/// posix_spawn(3) cannot stop a child, and fork(2) is not to be had here. What is spawned is therefore a shell, which reads
/// one line from a socket and then replaces itself by the program: pid, descriptors, mask, group and session stay. It
/// says first that it has come so far, because what stands before it (setpriv) must have done its part by then.
/// </para>
/// <code>
/// // this process                    child
/// // spawn                           setpriv: PR_SET_PDEATHSIG, where asked for
/// // AwaitChild      &lt;-- newline --  shell
/// // prlimit, cgroup, PTRACE_SEIZE   read
/// // Open            --- newline --> exec
/// //
/// // killed before Open: the shell reads the end of the stream and exits; nothing of the program has run.
/// // killed after Open: the parent-death signal was set before, so the child gets it.
/// </code>
/// </remarks>
internal sealed unsafe class ChildGate : IDisposable
{
    private const string Shell = "/bin/sh";
    private const string Env = "/usr/bin/env";

    /// <summary>What one shell or another adds.</summary>
    private static readonly string[] s_added = ["PWD", "OLDPWD", "SHLVL", "_"];

    /// <summary>What one shell or another sets itself, or does not take from its environment.</summary>
    private static readonly HashSet<string> s_shellsOwn = new(StringComparer.Ordinal)
    {
        "causeway_gate", "_", "DIRSTACK", "EUID", "FUNCNAME", "GROUPS", "IFS", "LINENO", "OLDPWD", "OPTIND", "PPID", "PS1", "PS2", "PS4", "RANDOM", "SECONDS", "SHELLOPTS", "SHLVL", "UID",
    };

    /// <summary>A shell takes descriptors of one digit alone.</summary>
    private const int LowestNumber = 3;
    private const int HighestNumber = 9;

    /// <summary>A shell moves its own descriptors to 10 and above.</summary>
    private const ulong FewestOpenFiles = 16;
    private readonly SafeFileDescriptor _own;

    private ChildGate(int number, SafeFileDescriptor own, SafeFileDescriptor childs)
    {
        Number = number;
        _own = own;
        ChildEnd = childs;
    }

    /// <summary>The number of the gate's descriptor in the child, until it is open.</summary>
    public int Number { get; }

    /// <summary>What the child has there.</summary>
    public SafeFileDescriptor ChildEnd { get; }

    /// <summary>A closed gate.</summary>
    /// <param name="options">What the child has.</param>
    /// <param name="shell">/bin/sh, but in tests.</param>
    /// <exception cref="ArgumentException">The child's descriptors take all of 3 to 9.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no shell.</exception>
    public static ChildGate Create(ChildProcessOptions options, string shell = Shell)
    {
        if (LibC.access(shell, LibC.X_OK) != 0)
            throw new PlatformNotSupportedException($"To hold the child before its first instruction (limits, a parent-death signal, a control group, tracing) {shell} is needed, which is not there: install a shell, or leave that out");
        int number = LowestNumber;
        while (options.Descriptors.ContainsKey(number))
            number++;
        if (number > HighestNumber)
            throw new ArgumentException("To hold the child before its first instruction one of its descriptor numbers 3 to 9 is needed: leave one free in Descriptors.", nameof(options));
        int* ends = stackalloc int[2];
        int result = LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, ends);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("socketpair", objectName: null, error);
        return new ChildGate(number, new SafeFileDescriptor(ends[0]), new SafeFileDescriptor(ends[1]));
    }

    /// <summary>What to spawn in place of the program.</summary>
    /// <param name="path">The program, with a slash in it.</param>
    /// <param name="options">Its arguments.</param>
    /// <param name="environment">Its environment, which the shell gets.</param>
    /// <param name="executions">How often execve(2) is called once the gate is open: the last is the program's.</param>
    /// <exception cref="ArgumentException">The program's path has a '=' in it, and the environment a variable that only env(1) hands on.</exception>
    public List<string> Launch(string path, ChildProcessOptions options, List<(string Name, string Value)> environment, out int executions)
    {
        // The shell adds these to the environment.
        HashSet<string> given = [.. environment.Select(static variable => variable.Name)];
        IEnumerable<string> unwanted = ["causeway_gate", .. s_added.Where(name => !given.Contains(name))];
        string script = string.Create(CultureInfo.InvariantCulture,
            $"echo >&{Number} && read -r causeway_gate <&{Number} || exit 125; exec {Number}<&-; unset {string.Join(' ', unwanted)}; {LastLimits(options)}exec \"$@\"");

        // Not all variables: whoever may look at /proc sees arguments, the environment only the same user.
        string[] lost = [.. environment.Where(variable => !IsCarried(variable.Name, variable.Value, options)).Select(static variable => $"{variable.Name}={variable.Value}")];
        executions = lost.Length == 0 ? 1 : 2;

        string command = NameFor(path, options, environment);
        if (lost.Length == 0)
            return [Shell, "-c", script, "sh", command, .. options.Arguments];
        if (command.Contains('=', StringComparison.Ordinal))
            throw new ArgumentException($"To hold the child, \"{lost[0]}\" is given to it by env(1), which takes a program with '=' in its path for a variable: link the program to a path without one, or leave the variable out.", nameof(options));
        return [Shell, "-c", script, "sh", Env, "--", .. lost, command, .. options.Arguments];
    }

    /// <summary>As much of a limit of descriptors as the shell can bear; the rest it sets itself as the last it does.</summary>
    public static ResourceLimitValues Bearable(ResourceLimitValues openFiles) => new(Math.Max(openFiles.Soft, FewestOpenFiles), Math.Max(openFiles.Hard, FewestOpenFiles));

    /// <summary>Waits until the child stands before the gate.</summary>
    /// <exception cref="SyscallException">ESRCH: it ended on its way.</exception>
    public void AwaitChild(string path)
    {
        // Only the child has it now: its death is the end of the stream.
        ChildEnd.Dispose();
        byte answer;
        nint count;
        Errno error;
        do
            count = LibC.read(_own, &answer, 1, out error);
        while (count < 0 && error == Errno.EINTR);
        if (count != 1)
            throw SyscallFailure.Create("posix_spawn", path, Errno.ESRCH, "something ended the child before the program was started: its standard error may say what");
    }

    /// <summary>Lets the child go on to its program.</summary>
    public void Open()
    {
        // A child that was killed meanwhile shows in its status. Without MSG_NOSIGNAL: .NET ignores SIGPIPE.
        byte newline = (byte)'\n';
        Errno error;
        while (LibC.write(_own, &newline, 1, out error) < 0 && error == Errno.EINTR)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        ChildEnd.Dispose();
    }

    private static string LastLimits(ChildProcessOptions options)
    {
        if (!options.ResourceLimits.TryGetValue(ResourceLimit.OpenFiles, out ResourceLimitValues files) || files.Soft >= FewestOpenFiles)
            return "";
        string hard = files.Hard < FewestOpenFiles ? string.Create(CultureInfo.InvariantCulture, $" && ulimit -H -n {files.Hard}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"ulimit -S -n {files.Soft}{hard} || exit 125; ");
    }

    /// <summary>What the shell finds the program by, which becomes argv[0]: the bare name where its search of PATH comes to the same file.</summary>
    private static string NameFor(string path, ChildProcessOptions options, List<(string Name, string Value)> environment)
    {
        // Some shells take "exec -directory/program" for an option, others "exec --" for a program.
        if (path.StartsWith('-'))
            return "./" + path;
        string? own = Environment.GetEnvironmentVariable("PATH");
        bool isSame = own is not null && environment.Any(variable => variable.Name == "PATH" && variable.Value == own)
            && own.Split(':').All(static directory => directory.StartsWith('/') && !directory.Contains('%', StringComparison.Ordinal));
        return isSame && !options.Program.StartsWith('-') ? options.Program : path;
    }

    /// <summary>Whether every shell hands the variable on as it is.</summary>
    private static bool IsCarried(string name, string value, ChildProcessOptions options)
    {
        // A shell makes its own where it is not right.
        if (name == "PWD")
            return value == (options.WorkingDirectory ?? Environment.CurrentDirectory) && Path.IsPathFullyQualified(value);
        return !s_shellsOwn.Contains(name) && !name.StartsWith("BASH", StringComparison.Ordinal) && !char.IsAsciiDigit(name[0])
            && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
    }
}
