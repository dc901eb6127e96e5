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

    /// <summary>A shell takes descriptors of one digit alone.</summary>
    private const int LowestNumber = 3;
    private const int HighestNumber = 9;
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
    /// <exception cref="ArgumentException">The child's descriptors take all of 3 to 9.</exception>
    public static ChildGate Create(ChildProcessOptions options)
    {
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
    /// <param name="options">Its arguments and environment.</param>
    public List<string> Launch(string path, ChildProcessOptions options)
    {
        // The shell adds these to the environment. Its own variable must not be one that the program is given.
        string script = string.Create(CultureInfo.InvariantCulture,
            $"echo >&{Number} && read -r causeway_gate <&{Number} || exit 125; exec {Number}<&-; unset {string.Join(' ', Unwanted(options))}; exec \"$@\"");
        return [Shell, "-c", script, "sh", path, .. options.Arguments];
    }

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

    private static IEnumerable<string> Unwanted(ChildProcessOptions options)
    {
        yield return "causeway_gate";
        foreach (string name in new[] { "PWD", "OLDPWD", "SHLVL", "_" })
        {
            bool given = options.Environment.TryGetValue(name, out string? value) ? value is not null : options.InheritEnvironment && Environment.GetEnvironmentVariable(name) is not null;
            if (!given)
                yield return name;
        }
    }
}
